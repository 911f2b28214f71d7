// What a page does with script: turns light or dark, copies an identifier, unfolds what rests on the sentence that its address names, and
// explores the neighbourhood of a thing in a picture.
(() => {
  "use strict";

  // Every colour follows the colour scheme of the page; what was chosen is put in place by the script in its head.
  const theming = (button) => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const root = document.documentElement;
    button.disabled = false;
    button.addEventListener("click", () => {
      const shown = root.style.colorScheme || (dark.matches ? "dark" : "light");
      root.style.colorScheme = shown === "dark" ? "light" : "dark";
      try {
        localStorage.setItem("theme", root.style.colorScheme);
      } catch {} // for this page alone, where nothing may be kept
      root.dispatchEvent(new Event("themechange"));
    });
  };

  const copying = (button) => {
    const label = button.textContent;
    button.disabled = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
      setTimeout(() => (button.textContent = label), 2000);
    });
  };

  const SIDES = { start: "left", end: "right" }; // of a dot, where its words are
  const number = (element, name) => Number(element.getAttribute(name));

  // The server's own picture is the source of all data: of this page, and of each page that is explored from here.
  const read = (picture) => {
    const dots = [...picture.querySelectorAll("a.dot")].map((dot) => {
      const circle = dot.querySelector("circle");
      return {
        id: dot.dataset.iri,
        label: dot.querySelector("title").textContent,
        kind: dot.dataset.kind,
        href: dot.getAttribute("href"),
        side: SIDES[dot.classList[1]] ?? "center",
        position: { x: number(circle, "cx"), y: number(circle, "cy") },
      };
    });
    const ties = [...picture.querySelectorAll("line.tie")].map((tie) => {
      const [source, target] = tie.dataset.ends.split(" ").map((place) => dots[place].id);
      const label = tie.textContent;
      return { id: JSON.stringify([source, label, target]), source, target, label };
    });
    return { dots, ties };
  };

  const load = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });

  const MOST = 300; // dots in one picture

  const exploring = (figure) => {
    const button = figure.querySelector(".explore");
    const stage = figure.querySelector(".stage");
    const status = figure.querySelector(".told");
    const colours = new Map([...figure.querySelectorAll(".legend li")].map((one) => [one.dataset.kind, one.dataset.colour]));
    const known = new Set();
    const asking = button.textContent;
    const probe = stage.appendChild(document.createElement("span")); // tells what a token comes to by day or night
    let graph, chosen;

    const style = () => {
      const token = (name) => {
        probe.style.color = `var(--${name})`;
        return getComputedStyle(probe).color;
      };
      const side = (node) => (stage.clientWidth > 600 ? node.data("side") : "center");
      const words = { label: "data(label)", color: token("ink"), "font-size": 12, "min-zoomed-font-size": 7 };
      return [
        { selector: "node", style: { ...words, width: 14, height: 14, "text-wrap": "ellipsis", "text-max-width": (node) => (side(node) === "center" ? 150 : 220),
          "text-halign": side, "text-valign": (node) => (side(node) === "center" ? "bottom" : "center"),
          "text-margin-x": (node) => ({ left: -4, right: 4 })[side(node)] ?? 0,
          "text-margin-y": (node) => (side(node) === "center" ? 3 : 0), "background-color": (node) => token(colours.get(node.data("kind")) ?? "k0") } },
        { selector: "edge", style: { width: 1, "line-color": token("edge"), "target-arrow-color": token("edge"),
          "target-arrow-shape": "triangle", "curve-style": "bezier", "arrow-scale": 0.8 } },
        { selector: ".chosen", style: { "border-width": 3, "border-color": token("mark"), "font-weight": "bold", "z-index": 9 } },
        { selector: ".chosen-tie", style: { ...words, color: token("quiet"), "font-size": 10, "line-color": token("mark"),
          "text-background-color": token("raised"), "text-background-opacity": 1, "text-background-padding": 1 } },
      ];
    };

    const choose = (node) => {
      graph.elements().removeClass("chosen chosen-tie");
      chosen = node.addClass("chosen");
      chosen.connectedEdges().addClass("chosen-tie");
      status.textContent = chosen.data("label");
    };

    const add = ({ dots, ties }, around) => {
      const fresh = dots.filter(({ id }) => graph.getElementById(id).empty()).slice(0, MOST - graph.nodes().length);
      graph.add(fresh.map(({ position, ...data }) => ({ group: "nodes", data, position: around ? { ...around } : position })));
      const drawn = ({ source, target, id }) =>
        [source, target].every((end) => graph.getElementById(end).nonempty()) && graph.getElementById(id).empty();
      graph.add(ties.filter(drawn).map((data) => ({ group: "edges", data })));
      return fresh.length;
    };

    // What is near a dot stands in the picture on the page about it.
    const expand = async (node) => {
      if (known.has(node.id()) || !node.data("href").startsWith(new URL("/", location).href)) return;
      known.add(node.id());
      const answer = await fetch(node.data("href"), { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const picture = page.querySelector(".neighbourhood .picture");
      if (picture && add(read(picture), node.position())) {
        graph.layout({ name: "cose", animate: false, randomize: false, padding: 30, nodeRepulsion: () => 60000, idealEdgeLength: () => 90 }).run();
      }
    };

    const towards = (x, y) => {
      const from = chosen.position();
      const far = (node) => {
        const dx = node.position("x") - from.x, dy = node.position("y") - from.y;
        const along = dx * x + dy * y;
        return along > 1 ? along + 3 * Math.abs(dx * y - dy * x) : Infinity;
      };
      const nearest = graph.nodes().toArray().map((node) => [far(node), node]).sort((one, other) => one[0] - other[0])[0];
      if (nearest && nearest[0] < Infinity) choose(nearest[1]);
    };

    const zoom = (factor) => graph.zoom({ level: graph.zoom() * factor, position: chosen.position() });

    const keys = {
      ArrowLeft: () => towards(-1, 0),
      ArrowRight: () => towards(1, 0),
      ArrowUp: () => towards(0, -1),
      ArrowDown: () => towards(0, 1),
      Enter: () => location.assign(chosen.data("href")),
      " ": () => expand(chosen).catch(() => {}),
      "+": () => zoom(1.25),
      "-": () => zoom(0.8),
      Escape: () => close(),
    };

    const close = () => {
      graph.destroy();
      graph = undefined;
      stage.querySelector(".explored").remove();
      figure.classList.remove("exploring");
      stage.querySelectorAll("a.dot").forEach((dot) => dot.removeAttribute("tabindex"));
      status.textContent = "";
      known.clear();
      button.textContent = asking;
      button.focus();
    };

    const open = async () => {
      button.disabled = true;
      // The library would add a style of its own, against the policy: it takes this for it.
      const taken = document.getElementById("__________cytoscape_stylesheet") ?? document.head.appendChild(document.createElement("meta"));
      taken.id = "__________cytoscape_stylesheet";
      if (!window.cytoscape) await load(figure.dataset.library);
      const container = document.createElement("div");
      container.className = "explored";
      container.tabIndex = 0;
      container.setAttribute("role", "application");
      container.setAttribute("aria-label", figure.dataset.told);
      stage.append(container);
      figure.classList.add("exploring");
      stage.querySelectorAll("a.dot").forEach((dot) => dot.setAttribute("tabindex", "-1"));
      graph = window.cytoscape({ container, style: style(), minZoom: 0.2, maxZoom: 4, layout: { name: "preset" } });
      add(read(stage.querySelector(".picture")));
      graph.fit(undefined, 30);
      known.add(graph.nodes()[0].id());
      choose(graph.nodes()[0]);
      status.textContent = figure.dataset.told;
      graph.on("tap", "node", ({ target }) => {
        choose(target);
        expand(target).catch(() => {});
      });
      graph.on("dbltap", "node", ({ target }) => location.assign(target.data("href")));
      container.addEventListener("keydown", (event) => {
        if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        keys[event.key]();
      });
      button.textContent = button.dataset.close;
      button.disabled = false;
      container.focus();
    };

    document.documentElement.addEventListener("themechange", () => graph?.style(style()));
    button.disabled = false;
    button.addEventListener("click", () => (graph ? close() : open().catch(() => (button.disabled = false))));
  };

  const unfold = () => {
    const folded = document.querySelector(":target")?.closest(".sentence")?.querySelector("details");
    if (folded) folded.open = true;
  };

  for (const event of ["pageshow", "hashchange"]) addEventListener(event, unfold);
  document.querySelectorAll("button.theme").forEach(theming);
  if (navigator.clipboard) document.querySelectorAll("button.copy").forEach(copying);
  document.querySelectorAll("figure[data-library]").forEach(exploring);
})();
