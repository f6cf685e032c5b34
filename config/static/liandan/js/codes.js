// Turns a field that holds a code into a search with suggestions (the ARIA combobox pattern with a list).
// The server answers GET data-search-url?q=… with [{value, label, hint}]. Without this script the code is typed.

const PAUSE_MS = 180;

class CodeSearch {
  constructor(box, number) {
    this.box = box;
    this.field = box.querySelector("input:not([type=hidden])") ?? box.querySelector("input");
    this.options = [];
    this.active = -1;
    this.build(number);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
  }

  build(number) {
    const { field } = this;
    // The visible input takes over the field's id, label and description; the field itself goes on holding the value.
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.id = field.id;
    this.input.value = this.box.dataset.shown || field.value;
    for (const name of ["aria-describedby", "aria-invalid", "required", "placeholder"]) {
      if (field.hasAttribute(name)) this.input.setAttribute(name, field.getAttribute(name));
    }
    this.listId = `codes-${number}`;
    const aria = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries({ ...aria, "aria-controls": this.listId })) {
      this.input.setAttribute(name, value);
    }
    field.removeAttribute("id");
    field.removeAttribute("required");
    field.type = "hidden";
    field.after(this.input);

    this.list = document.createElement("ul");
    this.list.id = this.listId;
    this.list.className = "combobox-list";
    this.list.setAttribute("role", "listbox");
    this.list.hidden = true;
    this.status = document.createElement("div");
    this.status.className = "combobox-status";
    this.status.setAttribute("role", "status");
    const shell = document.createElement("div");
    shell.className = "combobox";
    this.input.before(shell);
    shell.append(this.input, this.list);
    shell.after(this.status);
  }

  typed() {
    // Until one is chosen, what is typed is the value, so that a known code can simply be entered.
    this.field.value = this.input.value.trim();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(this.input.value.trim()), PAUSE_MS);
  }

  async search(words) {
    this.request?.abort();
    if (!words) {
      this.status.textContent = "";
      this.close();
      return;
    }
    this.request = new AbortController();
    const url = new URL(this.box.dataset.searchUrl, location.href);
    url.searchParams.set("q", words);
    try {
      const answer = await fetch(url, { signal: this.request.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      this.show(await answer.json());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.status.textContent = this.box.dataset.failed;
    }
  }

  show(found) {
    this.options = found;
    this.active = -1;
    this.list.replaceChildren(...found.map((option, index) => this.row(option, index)));
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = found.length ? `${this.box.dataset.some} ${found.length}` : this.box.dataset.none;
  }

  row(option, index) {
    const row = document.createElement("li");
    row.id = `${this.listId}-${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.append(option.label);
    if (option.hint) {
      const hint = document.createElement("span");
      hint.className = "combobox-hint";
      hint.textContent = option.hint;
      row.append(hint);
    }
    row.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    row.addEventListener("click", () => this.choose(index));
    return row;
  }

  key(event) {
    const { length } = this.options;
    if (event.key === "Escape") {
      this.close();
    } else if (this.list.hidden || !length) {
      if (event.key === "ArrowDown") this.search(this.input.value.trim());
      return;
    } else if (event.key === "ArrowDown") {
      this.point((this.active + 1) % length);
    } else if (event.key === "ArrowUp") {
      this.point((this.active - 1 + length) % length);
    } else if (event.key === "Enter" && this.active >= 0) {
      this.choose(this.active);
    } else {
      return;
    }
    event.preventDefault();
  }

  point(index) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const row = this.list.children[index];
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  choose(index) {
    const option = this.options[index];
    this.field.value = option.value;
    this.input.value = option.label;
    this.status.textContent = option.hint ?? "";
    this.close();
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

document.querySelectorAll("[data-codes]").forEach((box, index) => new CodeSearch(box, index));
