"""What the field app says, and the vocabularies it shows, in the reader's language."""

from typing import Any

from django.utils.translation import gettext, gettext_noop

from enforcement import choices

VOCABULARIES = (
    "AnswerResult", "CheckResult", "EntryWay", "EvidenceKind", "Finding", "LineFault",
    "LineVerdict", "Outcome", "SignState", "TaskKind", "TaskState",
)  # fmt: skip

WORDS = (
    gettext_noop("%(kind)s · due %(at)s"),
    gettext_noop("%(day)s, led by %(name)s. One visit, one code at the door."),
    gettext_noop("Joint visit: who else comes"),
    gettext_noop("%(n)s failed key lines: %(result)s."),
    gettext_noop("%(n)s failed lines: %(result)s."),
    gettext_noop("%(n)s h"),
    gettext_noop("%(n)s lines are not finished."),
    gettext_noop("%(n)s min"),
    gettext_noop("%(name)s has submitted an answer; it is confirmed on the online page."),
    gettext_noop("A clue: somebody should look"),
    gettext_noop("A file of this record is no longer on the phone."),
    gettext_noop("A new version of the app is here."),
    gettext_noop("A refusal to sign needs its reason and a witness."),
    gettext_noop("A supervisor reviews this within one working day."),
    gettext_noop("A task comes to this phone when it is dispatched to you and there is network."),
    gettext_noop("About this task"),
    gettext_noop("Address"),
    gettext_noop("An inspection is needed"),
    gettext_noop("Approved under"),
    gettext_noop("Back"),
    gettext_noop("Basis"),
    gettext_noop("Begin"),
    gettext_noop("Begun on this phone"),
    gettext_noop("Body camera"),
    gettext_noop("Certificate"),
    gettext_noop("Choose until when it is to be corrected."),
    gettext_noop("Choose what follows for the object."),
    gettext_noop("Clear"),
    gettext_noop("Code"),
    gettext_noop("Code at the door"),
    gettext_noop("Code for the firm to scan"),
    gettext_noop("Code that leads the firm to its order"),
    gettext_noop("Correct it"),
    gettext_noop("Credit class"),
    gettext_noop("Department"),
    gettext_noop("Does the party sign?"),
    gettext_noop("Due %(at)s"),
    gettext_noop("Everything has arrived."),
    gettext_noop("Field app"),
    gettext_noop("Field to sign in with a finger"),
    gettext_noop(
        "First the code at the door: show it, scan the firm's, or say why neither was possible."
    ),
    gettext_noop("Found here before"),
    gettext_noop("Go on to sign"),
    gettext_noop("Hand in"),
    gettext_noop("Handed in %(at)s · %(n)s files"),
    gettext_noop("Handed in on this phone"),
    gettext_noop("Handed in on this phone. It is in the outbox."),
    gettext_noop("Handed in. It leaves the phone when there is network."),
    gettext_noop("How did you make sure of each other?"),
    gettext_noop("How to check"),
    gettext_noop("How, papers, basis"),
    gettext_noop("Inspection not possible"),
    gettext_noop("It applies (%(n)s)."),
    gettext_noop("It does not apply (%(n)s)."),
    gettext_noop(
        "It signs this record here and is checked when it is sent. Left empty, the second "
        "officer confirms under the own account."
    ),
    gettext_noop("It starts only after the head has approved it."),
    gettext_noop("Kept on this phone"),
    gettext_noop("Late"),
    gettext_noop("Lead me there"),
    gettext_noop("Left empty, a failed line says: %(text)s"),
    gettext_noop("Let the party sign, or note the refusal or that nobody was there."),
    gettext_noop("Link a film by its hash"),
    gettext_noop("Log in"),
    gettext_noop("Log in again."),
    gettext_noop("Log out and wipe"),
    gettext_noop("Log this phone out"),
    gettext_noop("Log in once with network; the app takes your tasks along and works without it."),
    gettext_noop("Matter"),
    gettext_noop("Matter and form"),
    gettext_noop("Me"),
    gettext_noop("Name of who signs"),
    gettext_noop("New"),
    gettext_noop("No PIN set: the second officer confirms under the own account."),
    gettext_noop("No code was found in the picture. Type it below."),
    gettext_noop(
        "Nobody there, refused entry, closed down: all lines become “not checked”; say why below."
    ),
    gettext_noop("Not on this phone"),
    gettext_noop("Note"),
    gettext_noop(
        "Not sent yet: %(n)s. It stays on this phone, sealed, and opens when you log in here "
        "again. Better send it first."
    ),
    gettext_noop("Nothing on record."),
    gettext_noop("Nothing to do"),
    gettext_noop("Object"),
    gettext_noop("Objects come with your tasks; without any, report it on the online page."),
    gettext_noop("Officer: %(name)s"),
    gettext_noop("Officers"),
    gettext_noop("One more: %(things)s"),
    gettext_noop("Online page"),
    gettext_noop("Order to correct"),
    gettext_noop("Order to correct, for the firm to scan"),
    gettext_noop("Outbox"),
    gettext_noop("Own PIN of the second officer"),
    gettext_noop("PIN for signing on a colleague's phone"),
    gettext_noop("Papers"),
    gettext_noop("Photos"),
    gettext_noop("Photos of the whole"),
    gettext_noop("Print or share"),
    gettext_noop("Read: %(code)s"),
    gettext_noop("Risk class"),
    gettext_noop("Say what you found out about the clue."),
    gettext_noop("Say which object it is about and what you saw."),
    gettext_noop("Say why the inspection was not possible."),
    gettext_noop("Scan the firm's code"),
    gettext_noop("Score below %(n)s%%: %(result)s."),
    gettext_noop("Second officer: %(name)s"),
    gettext_noop("Send now"),
    gettext_noop("Sign"),
    gettext_noop("Sign and hand in"),
    gettext_noop("Signed on paper: take a photo"),
    gettext_noop("Something else here: report a clue"),
    gettext_noop("Something new"),
    gettext_noop("Supervision Portal"),
    gettext_noop("Take a photo"),
    gettext_noop("Take everything along again"),
    gettext_noop("Take it"),
    gettext_noop("Taken along: %(at)s"),
    gettext_noop("The draft is no longer on this phone."),
    gettext_noop("The film stays where it is; its hash is linked to this visit."),
    gettext_noop(
        "The firm opens the address in the picture and reads who comes, why and on what basis."
    ),
    gettext_noop("The firm was told"),
    gettext_noop("The firm's code, typed"),
    gettext_noop("The paper is kept."),
    gettext_noop("The party"),
    gettext_noop(
        "This browser does not keep the app for times without network. It works while there "
        "is network; what you type is kept."
    ),
    gettext_noop("This file could not be kept. Try again."),
    gettext_noop("This file is larger than the portal takes."),
    gettext_noop(
        "This task is no longer yours, or it has ended. What you handed in for it stands in "
        "the outbox."
    ),
    gettext_noop(
        "This phone has no room left. Nothing was handed in, and nothing is lost:"
        " make room and hand in again."
    ),
    gettext_noop("This was handed in before."),
    gettext_noop("This is larger than the portal, or something on the way to it, takes."),
    gettext_noop(
        "This was refused on the way to the portal (%(status)s). Try again, or ask its "
        "administrator."
    ),
    gettext_noop("To be corrected by"),
    gettext_noop("To be corrected by %(day)s."),
    gettext_noop("To do"),
    gettext_noop("Today"),
    gettext_noop("Try again"),
    gettext_noop("Up to date."),
    gettext_noop("Video"),
    gettext_noop("Voice note"),
    gettext_noop("Waiting to be sent: %(n)s; the oldest for %(age)s."),
    gettext_noop("We are %(names)s. We inspect: %(matter)s."),
    gettext_noop("We are there: begin"),
    gettext_noop("We cannot inspect"),
    gettext_noop("We take no gifts and no meals, shift no costs to you and name no intermediary."),
    gettext_noop("What did you find out about the clue?"),
    gettext_noop("What follows for the object?"),
    gettext_noop("What is it?"),
    gettext_noop("What has been sent is wiped from this phone."),
    gettext_noop(
        "What this phone had sent is wiped when it is logged out. What had not been sent stays "
        "on it, sealed, and opens when its officer logs in again."
    ),
    gettext_noop("What it comes to"),
    gettext_noop("What the firm is told"),
    gettext_noop("What you saw, and why it matters"),
    gettext_noop("What you saw, in your own words"),
    gettext_noop("Which one: %(things)s"),
    gettext_noop("Who was looked for, and where"),
    gettext_noop("Who witnessed it"),
    gettext_noop("Why was it refused?"),
    gettext_noop("Why without a code?"),
    gettext_noop("Why? Rule by rule, line by line"),
    gettext_noop("You may ask to see our certificates and check this inspection by its code."),
    gettext_noop(
        "You may state your view, ask us to withdraw for an interest, and complain to the "
        "department."
    ),
    gettext_noop("Your login on this phone has ended. Nothing is lost."),
    gettext_noop("all sent"),
    gettext_noop("arrived"),
    gettext_noop("arrived, held for a supervisor"),
    gettext_noop("is being sent"),
    gettext_noop("key line"),
    gettext_noop("no network"),
    gettext_noop("no place"),
    gettext_noop("none: fact checks only"),
    gettext_noop("parked"),
    gettext_noop("photo required"),
    gettext_noop("this decides"),
    gettext_noop("waits"),
    gettext_noop("with place"),
)
"""A test fails where a script of the app says something that is not here, or the reverse."""


def catalogue() -> dict[str, Any]:
    """Return words and vocabularies in the language that is active."""
    named = {name: getattr(choices, name) for name in VOCABULARIES}
    return {
        "words": {text: gettext(text) for text in WORDS},
        "choices": {
            name: {value: str(label) for value, label in values.choices}
            for name, values in named.items()
        },
    }
