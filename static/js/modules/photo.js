/**
 * Shows photos before they are sent: wraps `<input type="file" accept="image/*">`
 * and a `<ul class="photos">`; `data-limit-mb` refuses files that the server would.
 */

/** @param {HTMLElement} root */
export function mount(root) {
  const input = root.querySelector("input[type=file]");
  const list = root.querySelector(".photos");
  const note = root.querySelector("[data-too-big]");
  const limit = Number(root.dataset.limitMb ?? 20) * 1024 * 1024;
  let shown = [];
  input.addEventListener("change", () => {
    shown.forEach((url) => URL.revokeObjectURL(url));
    const fits = [...input.files].filter((file) => file.size <= limit);
    if (note) note.hidden = fits.length === input.files.length;
    if (fits.length !== input.files.length) {
      const kept = new DataTransfer();
      fits.forEach((file) => kept.items.add(file));
      input.files = kept.files;
    }
    shown = fits.map((file) => URL.createObjectURL(file));
    list.replaceChildren(...shown.map((url, index) => {
      const item = document.createElement("li");
      const image = document.createElement("img");
      image.src = url;
      image.alt = fits[index].name;
      item.append(image);
      return item;
    }));
  });
}
