/** Puts the user name of a made-up person into the login form: `<button data-username>`. */

/** @param {HTMLButtonElement} button */
export function mount(button) {
  button.addEventListener("click", () => {
    document.querySelector("[name=username]").value = button.dataset.username;
    document.querySelector("[name=password]").focus();
  });
}
