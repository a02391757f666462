"""The icons that pages may use, cut out of Tabler's sprite into one small file to keep."""

import hashlib
import os
import re
import threading
from collections.abc import Iterable
from pathlib import Path

# Named as Tabler names them. A test fails when a page or a choice names one that is missing here.
NAMES = frozenset(
    """
    database-search equal equal-not files id
    grip-vertical calendar-check
    activity adjustments-horizontal alarm alert-circle alert-hexagon alert-octagon alert-triangle
    ambulance antenna api archive arrow-back-up arrow-down arrow-forward-up arrow-left arrow-merge
    arrow-right arrow-up arrows-exchange arrows-shuffle arrows-sort ban bell bell-off bell-ringing
    bolt book-2 books building building-bank building-community building-factory
    building-skyscraper building-store building-warehouse bulldozer calendar calendar-due
    calendar-event calendar-stats calendar-x camera camera-plus cash certificate chart-bar
    chart-line check checklist checks chevron-down chevron-left chevron-right chevron-up
    chevrons-left chevrons-right circle circle-check circle-dashed circle-dot circle-half-2
    circle-minus circle-off circle-plus circle-x clipboard-check clipboard-list clipboard-text
    clipboard-x clock clock-exclamation clock-pause clock-play cloud-download cloud-off cloud-rain
    cloud-storm cloud-upload code columns contrast copy crane current-location database
    database-import device-desktop device-floppy device-mobile dice-5 dots dots-vertical download
    droplet edit external-link eye eye-check eye-off file-alert file-certificate file-check
    file-description file-diff file-export file-import file-off file-plus file-search
    file-spreadsheet file-text file-x filter filter-off fingerprint flag flag-2 flame folder gauge
    gavel ghost git-branch git-merge globe hand-off hand-stop hash heart-handshake helmet
    help-circle hierarchy-2 history home hourglass id-badge-2 inbox info-circle key keyboard
    language layout-dashboard layout-list layout-sidebar-left-collapse layout-sidebar-left-expand
    letter-case lifebuoy line-height link list list-check list-details list-search loader-2 lock
    lock-open login logout mail map map-2 map-pin map-pin-check map-pin-off map-pins menu-2
    message message-2 message-reply message-report messages microphone minus mood-empty moon
    network news note notes package palette paperclip pencil phone photo photo-off photo-plus pin
    player-pause player-play player-skip-forward player-stop plug-connected plug-x plus point
    printer progress progress-alert progress-check qrcode question-mark radar recycle refresh
    refresh-alert replace report report-analytics report-search restore ripple road rosette
    rosette-discount-check rotate rotate-clockwise route router rss rubber-stamp ruler-measure
    satellite scale scan school script search search-off section send server server-off settings
    share shield shield-check shield-exclamation shield-half shield-lock shield-off shield-x
    signature sitemap sort-ascending sort-descending sparkles speakerphone square-check stack-2
    stairs star subtask sum sun table table-export tag tags target temperature thumb-down thumb-up
    timeline timeline-event tool tools traffic-cone transfer transfer-in transfer-out trash tree
    trees trending-down trending-up truck truck-delivery umbrella upload urgent user user-check
    user-circle user-cog user-edit user-exclamation user-minus user-off user-plus user-question
    user-search user-shield user-star user-x users users-group versions video wall wand wave-sine
    wifi wifi-off wind world writing x zoom-in zoom-out
    """.split()  # noqa: SIM905 (three hundred lines otherwise)
)

_SYMBOL = re.compile(r'<symbol id="tabler-(?:filled-)?([a-z0-9-]+)".*?</symbol>', re.S)
# Said once by the style sheet's ``.icon``, which the symbols inherit.
_REPEATED = (
    ' fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"',
    '<path stroke="none" d="M0 0h24v24H0z" fill="none" />',
)


def cut(sprite: str, names: Iterable[str]) -> str:
    """Return a sprite with the named symbols of ``sprite`` alone, each under its bare name."""
    wanted = frozenset(names)
    symbols = "".join(
        match[0].replace(f'id="tabler-{match[1]}"', f'id="{match[1]}"')
        for match in _SYMBOL.finditer(sprite)
        if match[1] in wanted
    )
    for text in _REPEATED:
        symbols = symbols.replace(text, "")
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def build(source: Path, folder: Path) -> Path:
    """Write the house's sprite to ``folder`` unless it stands there, and return its path.

    Its name carries the list and the package's time, so a changed list or package makes a new one.
    """
    seed = f"{sorted(NAMES)}{source.stat().st_mtime_ns}"
    target = folder / f"icons-{hashlib.sha256(seed.encode()).hexdigest()[:12]}.svg"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        draft.write_text(cut(source.read_text("utf-8"), NAMES), "utf-8")
        draft.replace(target)
    return target
