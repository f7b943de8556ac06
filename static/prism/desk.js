// The desk's own script, on every page: cells that save themselves, the drop zone, live parts that do not disturb.

const token = () =>
  document.querySelector("input[name=csrfmiddlewaretoken]")?.value || document.cookie.match(/csrftoken=([^;]+)/)?.[1];

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = token();
  if (detail.elt.dataset.was !== undefined) detail.parameters.was = detail.elt.dataset.was;
});

// A cell that was saved turns green for a moment; one that was refused gets its old value back and says why.
const mark = (cell, name, note) => {
  cell.parentElement.querySelector(".dk-note")?.remove();
  cell.classList.remove("dk-saved", "dk-failed");
  cell.classList.add(name);
  setTimeout(() => cell.classList.remove("dk-saved"), 1500);
  const words = document.createElement("span");
  words.className = note ? "dk-note" : "dk-note dk-hidden";
  words.setAttribute("role", "status");
  cell.after(words);
  words.textContent = note || "Saved.";
};

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const cell = detail.elt;
  if (!cell.matches?.(".dk-cell")) return;
  if (detail.successful) {
    cell.dataset.was = cell.value;
    mark(cell, "dk-saved");
    return;
  }
  const reply = detail.xhr;
  cell.dataset.was = reply.getResponseHeader("X-Now") || cell.dataset.was;
  cell.value = cell.dataset.was;
  const told = (reply.getResponseHeader("Content-Type") || "").startsWith("text/plain") && reply.responseText;
  mark(cell, "dk-failed", told || "Not saved: Prism could not be reached. Try again.");
});

// A live part waits while somebody selects text in it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const selection = document.getSelection();
  if (event.detail.target.matches("[data-live]") && selection.toString() && event.detail.target.contains(selection.anchorNode)) {
    event.detail.shouldSwap = false;
  }
});

// The whole upload page catches a dropped file, so a near miss does not open it in the browser.
const dropZone = () => document.querySelector(".dk-drop");
for (const name of ["dragover", "dragleave", "drop"]) {
  window.addEventListener(name, (event) => {
    const zone = dropZone();
    if (!zone || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("dk-over", name === "dragover");
    const input = zone.querySelector("input[type=file]");
    if (name === "drop" && event.dataTransfer.files.length && !input.disabled) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}
document.addEventListener("change", ({ target }) => {
  if (!target.matches(".dk-drop input[type=file]") || !target.files.length) return;
  const zone = dropZone();
  zone.querySelector("strong").textContent = `Reading ${target.files[0].name}…`;
  target.form.requestSubmit();
});

// A form whose reply is a file leaves its page standing: the button waits until the file begins to come, which the reply
// says by a cookie with the stamp that was sent.
const ready = (form) => {
  delete form.dataset.sent;
  for (const button of form.elements) {
    if (!button.dataset.words) continue;
    button.disabled = false;
    button.textContent = button.dataset.words;
  }
};
const waitForFile = (form, button) => {
  const stamp = Math.random().toString(36).slice(2), since = Date.now();
  form.elements.stamp.value = stamp;
  document.getElementById("export-told").textContent = "";
  button.dataset.words = button.textContent;
  button.textContent = button.dataset.waiting;
  setTimeout(() => (button.disabled = true)); // after the form is sent
  const watch = setInterval(() => {
    const come = document.cookie.includes(`exported=${stamp}`);
    if (!come && Date.now() - since < 90_000) return;
    clearInterval(watch);
    ready(form);
    document.getElementById("export-told").textContent = come ? "The file is among your downloads." : "";
  }, 250);
};

// A form that starts something is sent once; going back makes it ready again.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]") || event.submitter?.formTarget === "_blank") return;
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "1";
  if (event.target.matches("[data-file]") && event.submitter?.dataset.waiting) waitForFile(event.target, event.submitter);
});
window.addEventListener("pageshow", (event) => {
  document.querySelectorAll("[data-once]").forEach(ready);
  if (event.persisted && dropZone()) location.reload();
});

// What is shown once is taken along by one click; without TLS browsers know the old way only.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.querySelector(button.dataset.copy);
  field.select();
  let done = false;
  try {
    await navigator.clipboard.writeText(field.value);
    done = true;
  } catch {
    done = document.execCommand("copy");
  }
  document.querySelector(`${button.dataset.copy}-said`).textContent = done ? "Copied." : "Press Ctrl+C to copy it.";
});

// Columns to tick, all of a group at once; a group whose switch is off has none.
const switched = (box) => {
  for (const one of box.closest("[data-ticks]").querySelectorAll("[name=fields]")) one.disabled = !box.checked;
};
document.addEventListener("click", ({ target }) => {
  if (!target.dataset?.tick) return;
  const which = target.dataset.tick;
  for (const box of target.closest("[data-ticks]").querySelectorAll("input[type=checkbox]")) {
    const isSwitch = "switch" in box.dataset;
    box.checked = which === "all" || (which === "preset" && (isSwitch || "preset" in box.dataset));
    if (isSwitch) switched(box);
  }
});
document.addEventListener("change", ({ target }) => target.matches("[data-switch]") && switched(target));
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-switch]").forEach(switched));

// unfold opens its menus by clicks on things the keyboard cannot reach.
const reach = () => {
  const clickable = "a[x-on\\:click]:not([href]), span[x-on\\:click], h2[x-on\\:click], div.cursor-pointer[x-on\\:click]";
  for (const element of document.querySelectorAll(clickable)) {
    if (element.hasAttribute("tabindex")) continue;
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "button");
    const icon = element.matches(".material-symbols-outlined") && element.textContent.trim();
    if (icon) element.setAttribute("aria-label", icon === "close" ? "Close the menu" : "Show or hide the menu");
  }
};
document.addEventListener("alpine:initialized", reach);
document.addEventListener("htmx:afterSwap", reach);
document.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && event.target.matches?.("[role=button][tabindex]")) {
    event.preventDefault();
    event.target.click();
  }
});

document.addEventListener("DOMContentLoaded", () => {
  const file = document.querySelector(".dk-drop input[type=file]");
  if (file) file.hasChangeListener = true; // unfold would look for a text field of its own beside it and fail
  if (typeof DEFAULT_CHART_OPTIONS === "undefined") return;
  for (const axis of ["x", "y"]) DEFAULT_CHART_OPTIONS.scales[axis].ticks.color = "#808085";
});
