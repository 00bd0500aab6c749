/* Makes the page quick: filters answer in place, and keys walk the results.
   Everything here is also possible without it. */
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const parser = new DOMParser();
  let asked = 0;

  /** The address without its fragment. */
  const here = () => location.href.split("#")[0];
  let shown = here();

  /** Whether the reader wants nothing to move. */
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** Whether an address is a page of results on this site. */
  const isResult = (url) =>
    url.origin === location.origin
    && ["/search", "/timeline", "/lines", "/table", "/map"].some((path) => url.pathname === (root.dataset.root || "") + path);

  /** Put the answer of an address in place of the one shown; fall back to going there. */
  const show = async (address, { push = true, focus } = {}) => {
    const answer = document.getElementById("answer");
    if (!answer) { location.assign(address); return; }
    const mine = ++asked;
    answer.classList.add("waiting");
    let fetched, text;
    try {
      fetched = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      text = await fetched.text();
    } catch { location.assign(address); return; }
    if (mine !== asked) return;
    const next = parser.parseFromString(text, "text/html");
    const fresh = next.getElementById("answer");
    if (!fetched.ok || !fresh) { location.assign(address); return; }
    if (push) history.pushState({ live: true }, "", fetched.url);
    shown = here();
    replace(next, fresh, focus);
  };

  /** Swap the parts that a question changes, keeping the live region and the focus. */
  const replace = (next, fresh, focus) => {
    const summary = document.getElementById("summary");
    const told = fresh.querySelector("#summary");
    document.title = next.title;
    const opened = [...document.querySelectorAll("#answer details[open]")].map((d) => d.className);
    if (summary && told) {
      const words = [...told.childNodes].map((node) => node.cloneNode(true));
      told.replaceWith(summary);
      document.getElementById("answer").replaceWith(fresh);
      summary.replaceChildren(...words);
    } else {
      document.getElementById("answer").replaceWith(fresh);
    }
    opened.filter(Boolean).forEach((name) => {
      const details = fresh.querySelector(`details.${CSS.escape(name)}`);
      if (details) details.open = true;
    });
    const box = next.querySelector("form.box");
    document.querySelector("form.box")?.replaceWith(box);
    const foot = next.querySelector("footer.site > p:not(.keys)");
    if (foot) document.querySelector("footer.site > p:not(.keys)")?.replaceWith(foot);
    if (focus) {
      const target = focus() || document.getElementById("main");
      if (target.tabIndex < 0) target.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
    at = -1;
    showTicks();
  };

  /** Finds, in the answer to a link, where the focus belongs: where the reader was, or nearest. */
  const placeOf = (link) => {
    if (link.id) return named(link.id);
    const first = (...selectors) => () => selectors.map((s) => document.querySelector(s)).find(Boolean);
    if (link.closest(".chips ul")) {
      const place = [...document.querySelectorAll(".chip")].indexOf(link);
      return () => {
        const left = document.querySelectorAll(".chip");
        return left[Math.min(place, left.length - 1)];
      };
    }
    const choice = link.closest("nav.modes, nav.switch");
    if (choice) return first(`nav[aria-label="${CSS.escape(choice.getAttribute("aria-label"))}"] [aria-current]`);
    if (link.closest(".asides")) return first(".asides [aria-current]", ".asides a", "#dates-heading");
    if (link.closest(".dates")) return first(".numbers summary", ".trail a", "#dates-heading");
    return named("main");
  };
  const named = (id) => () => document.getElementById(id);

  /** The address that a form would go to. */
  const addressOf = (form) => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") data.append(name, value);
    const url = new URL(form.action);
    url.search = data;
    return url.href;
  };

  /* Ticks last over pages, until the window is closed. */

  const TICKS = "dragoman.ticks";
  const ticks = () => {
    try { return new Set(JSON.parse(sessionStorage.getItem(TICKS) || "[]")); } catch { return new Set(); }
  };
  const showTicks = () => {
    const kept = ticks();
    for (const box of document.querySelectorAll(".tick")) box.checked = kept.has(box.value);
    const told = document.getElementById("ticked-told");
    if (told) told.textContent = kept.size ? `${kept.size} ticked, on this and other pages` : "";
  };
  const keepTick = (box) => {
    const kept = ticks();
    if (box.checked) kept.add(box.value); else kept.delete(box.value);
    try { sessionStorage.setItem(TICKS, JSON.stringify([...kept])); } catch { /* private windows */ }
    showTicks();
  };
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#ticks")) return; // .id would be the box named "id"
    event.preventDefault();
    const ids = new URLSearchParams();
    ticks().forEach((id) => ids.append("id", id));
    location.assign(`${event.target.action}?${ids}`);
  });
  showTicks();

  document.addEventListener("change", (event) => {
    if (event.target.matches(".tick")) keepTick(event.target);
    const form = event.target.closest("form[data-live]");
    if (form && event.target.type === "checkbox") show(addressOf(form), { focus: named(event.target.id) });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-live], form[data-live-submit]");
    if (!form) return;
    event.preventDefault();
    show(addressOf(form), { focus: named(document.activeElement?.id || "main") });
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#answer a[href]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const href = link.getAttribute("href");
    const url = new URL(href, location.href);
    if (href.startsWith("#") || !isResult(url)) return;
    event.preventDefault();
    const paging = link.closest(".pager");
    show(url.href, { focus: paging ? named("hits") : placeOf(link) }).then(() => {
      if (paging) document.getElementById("main").scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
    });
  });

  addEventListener("popstate", () => {
    if (here() === shown) return; // a step within the page, such as a skip link
    if (isResult(new URL(location.href))) show(location.href, { push: false });
    else location.reload();
  });

  /* Evidence of a tag: shown while the pointer or the keyboard's focus is on it, kept by a click,
     put away by Escape or a click elsewhere. Touch has no hover: there, a tap is a click. */

  const REST = 150; // milliseconds that a pointer rests: passing over a list opens nothing
  const rows = [...document.querySelectorAll(".evidence li")].filter((row) => row.querySelector("details"));
  const kept = new Set();
  const putAway = (but) => {
    for (const row of rows) {
      if (row === but) continue;
      kept.delete(row);
      row.querySelector("details").open = false;
    }
  };
  for (const row of rows) {
    const details = row.querySelector("details");
    let resting;
    const reveal = () => { putAway(row); details.open = true; };
    const leave = () => {
      if (kept.has(row) || row.matches(":hover") || row.matches(":focus-within:has(:focus-visible)")) return;
      details.open = false;
    };
    row.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "touch") resting = setTimeout(reveal, REST);
    });
    row.addEventListener("pointerleave", () => { clearTimeout(resting); leave(); });
    row.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) reveal(); });
    row.addEventListener("focusout", () => setTimeout(leave));
    row.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      const keep = !kept.has(row);
      putAway();
      if (!keep) return;
      kept.add(row);
      details.open = true;
    });
  }
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".evidence li")) putAway();
  });

  /* Addresses are copied by a button; without a script they stand in a field to copy from. */

  const copy = async (field) => {
    field.select();
    try { await navigator.clipboard.writeText(field.value); return true; } catch { /* http */ }
    try { return document.execCommand("copy"); } catch { return false; }
  };
  for (const button of document.querySelectorAll("button.copy")) {
    const field = button.parentElement.querySelector("input");
    const label = button.firstChild;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copy(field);
      label.data = done ? "Copied" : "Press Ctrl+C";
      if (done) button.focus(); else field.focus();
      document.getElementById("copied").textContent = done ? "Address copied" : "Address selected";
      setTimeout(() => { label.data = "Copy"; }, 2000);
    });
  }

  /* Keys. They can be switched off, as single letters get in the way of speech input. */

  const KEY = "dragoman.shortcuts";
  const stored = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  let on = stored() !== "off";
  let at = -1;

  const button = document.getElementById("shortcuts-switch");
  const tell = () => {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(on));
    button.textContent = `Keyboard shortcuts ${on ? "on" : "off"}`;
    document.querySelector(".keylist").hidden = !on;
  };
  button?.addEventListener("click", () => {
    on = !on;
    try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* private windows */ }
    tell();
  });
  if (button) tell();

  const step = (by) => {
    const links = [...document.querySelectorAll(".hit h3 a")];
    if (!links.length) return;
    at = Math.max(0, Math.min(links.length - 1, at + by));
    links[at].focus();
    links[at].scrollIntoView({ block: "nearest" });
  };
  const stepMark = (by) => {
    const marks = [...document.querySelectorAll(".whole h1 mark, #text mark")];
    if (!marks.length) return;
    at = (at + by + marks.length) % marks.length;
    marks[at].tabIndex = -1;
    marks[at].focus();
    marks[at].scrollIntoView({ block: "center" });
  };
  for (const [id, by] of [["previous-match", -1], ["next-match", 1]]) {
    const jump = document.getElementById(id);
    if (!jump) continue;
    jump.hidden = false;
    jump.addEventListener("click", () => stepMark(by));
  }
  const keys = {
    "/": () => { const q = document.getElementById("q"); q?.focus(); q?.select(); },
    j: () => (document.getElementById("text") ? stepMark(1) : step(1)),
    k: () => (document.getElementById("text") ? stepMark(-1) : step(-1)),
    o: () => document.querySelectorAll(".hit h3 a")[at]?.click(),
    "?": () => list?.showModal(),
  };
  const list = document.getElementById("shortcuts"); // closes by Escape, and gives the focus back
  document.getElementById("shortcuts-close")?.addEventListener("click", () => list.close());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && rows.some((row) => row.querySelector("details").open)) {
      putAway();
      return;
    }
    const open = event.key === "Escape" && event.target.closest("details[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
      return;
    }
    if (!on || list?.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
