// Suggestions below a search box as one types: a combobox with a list (WAI-ARIA 1.2; APG, "Editable Combobox With List
// Autocomplete"). The form works without it: what is not chosen from the list is searched for.
"use strict";

(() => {
  const WAIT = 120; // milliseconds of rest before a question: who types fast asks once
  const KEPT = 100; // answers that are remembered

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const text = (name, { language, pieces }) =>
    make("bdi", { class: name, lang: language },
      ...pieces.map(([words, found]) => (found ? make("mark", {}, words) : words)));

  const suggesting = (form) => {
    const input = form.querySelector("input[type=search]");
    const language = form.querySelector("input[name=lang]");
    const list = make("ul", { class: "suggestions", role: "listbox", id: `${input.id}-list`, "aria-label": form.dataset.label });
    const status = make("div", { class: "unseen", role: "status" });
    const answers = new Map();
    let options = [];
    let chosen = -1;
    let typed = "";
    let waiting = 0;
    let request = null;

    list.hidden = true;
    input.parentElement.append(list, status);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
      autocapitalize: "none", spellcheck: "false",
    })) input.setAttribute(key, value);

    const choose = (number) => {
      options[chosen]?.element.setAttribute("aria-selected", "false");
      chosen = number;
      const option = options[chosen]?.element;
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      if (option) input.setAttribute("aria-activedescendant", option.id);
      else input.removeAttribute("aria-activedescendant");
    };

    const close = () => {
      clearTimeout(waiting);
      request?.abort();
      choose(-1);
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      status.textContent = "";
    };

    const follow = (number, event) => {
      const address = options[number].href;
      if (event.ctrlKey || event.metaKey) window.open(address, "_blank", "noopener");
      else window.location.assign(address);
      close();
    };

    const open = (suggestions) => {
      choose(-1);
      options = suggestions.map(({ href, label, also, type }, number) => {
        const parts = [text("label", label), also && text("also", also), type && text("type", type)];
        const attributes = { role: "option", id: `${list.id}-${number}`, "aria-selected": "false" };
        const element = make("li", attributes, ...parts.filter(Boolean).flatMap((part) => [part, " "]));
        element.addEventListener("click", (event) => follow(number, event));
        return { href, element };
      });
      list.replaceChildren(...options.map((option) => option.element));
      list.hidden = options.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = list.hidden ? "" : form.dataset.told.replace("#", options.length);
    };

    const ask = async (query) => {
      request?.abort();
      request = new AbortController();
      const { signal } = request;
      const address = new URL(form.dataset.suggestions);
      address.searchParams.set("q", query);
      if (language) address.searchParams.set("lang", language.value);
      if (!answers.has(query)) {
        const answer = await fetch(address, { signal });
        if (!answer.ok) return;
        if (answers.size >= KEPT) answers.clear();
        answers.set(query, (await answer.json()).suggestions);
      }
      if (!signal.aborted && document.activeElement === input) open(answers.get(query));
    };

    const wonder = () => {
      const query = input.value.trim();
      if (query === typed && !list.hidden) return;
      typed = query;
      clearTimeout(waiting);
      if (!query) close();
      // Without an answer, or aborted for a later question, there is nothing to suggest.
      else waiting = setTimeout(() => ask(query).catch(() => {}), answers.has(query) ? 0 : WAIT);
    };

    const keys = {
      ArrowDown: () => (list.hidden ? wonder() : choose(chosen + 1 < options.length ? chosen + 1 : -1)),
      ArrowUp: () => !list.hidden && choose(chosen < 0 ? options.length - 1 : chosen - 1),
      Enter: (event) => !list.hidden && chosen >= 0 && follow(chosen, event),
      Escape: () => !list.hidden && close(),
    };

    input.addEventListener("keydown", (event) => {
      // The keys of an input method are its own.
      if (event.isComposing || !(event.key in keys)) return;
      if (keys[event.key](event) !== false) event.preventDefault();
    });
    input.addEventListener("input", (event) => event.isComposing || wonder());
    input.addEventListener("compositionend", wonder);
    input.addEventListener("blur", close);
    // The box keeps the focus, so that the list is there when the finger or the button is lifted.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    form.addEventListener("submit", close);
    window.addEventListener("pageshow", close);
  };

  document.querySelectorAll("form[data-suggestions]").forEach(suggesting);
})();
