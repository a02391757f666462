/** Puts a demonstration account into the login form: `<button data-username data-password>`. */

/** @param {HTMLButtonElement} button */
export function mount(button) {
  button.addEventListener("click", () => {
    document.querySelector("[name=username]").value = button.dataset.username;
    const password = document.querySelector("[name=password]");
    password.value = button.dataset.password;
    password.form.querySelector("button").focus();
  });
}
