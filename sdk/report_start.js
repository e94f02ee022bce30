/* SPDX-License-Identifier: BSD-2-Clause */
/* The HTML report, last part: tabs, search, theme, and the start. */
const views = [
    ["components", "Components", componentView], ["capabilities", "Capabilities", capabilityView],
    ["memory", "Memory", memoryView], ["domains", "Domains", domainView],
    ["authority", "Authority", matrixView], ["policy", "Policy", policyView],
    ...(data.schedule ? [["schedule", "Schedule", scheduleView]] : []),
];
const tabs = document.getElementById("tabs");
function select(id, focus) {
    for (const [name] of views) {
        const on = name === id;
        const tab = document.getElementById("tab-" + name);
        tab.setAttribute("aria-selected", on);
        tab.tabIndex = on ? 0 : -1;
        document.getElementById("view-" + name).hidden = !on;
        if (on && focus) {
            tab.focus();
        }
    }
    search();
}
function search() {
    const words = document.getElementById("search").value.toLowerCase().split(/\s+/)
        .filter(word => word !== "");
    const matches = element => words.every(word => element.dataset.text.includes(word));
    let count = 0;
    for (const panel of document.querySelectorAll("[role=tabpanel]")) {
        let here = 0;
        for (const row of panel.querySelectorAll("tr[data-text], details[data-text]")) {
            const inside = row.closest("details[data-text]");
            const part = row.matches("details")
                ? [...row.querySelectorAll("tr[data-text]")].some(matches)
                : inside !== null && matches(inside);
            const good = matches(row) || part;
            row.hidden = !good;
            here += good && (row.matches("details") || inside === null) ? 1 : 0;
        }
        for (const node of panel.querySelectorAll(".node")) {
            const good = matches(node);
            node.style.opacity = good ? "" : "0.2";
            here += good ? 1 : 0;
        }
        count += panel.hidden ? 0 : here;
    }
    document.getElementById("found").textContent =
        words.length ? `${count} found in this view` : "";
}
function start() {
    document.title = `${data.system}: system report`;
    document.getElementById("title").textContent = data.system;
    const bad = data.policies.filter(p => !p.holds).length;
    document.getElementById("about").textContent =
        `${data.board}, ${data.config}: ${data.domains.length} domains, ${data.objects.length} ` +
        `objects, ${data.caps.length} capabilities; ` + (data.policies.length === 0
            ? "no policy" : bad ? `${bad} policies violated`
            : `all ${data.policies.length} policies hold`) + `; ${data.tool}`;
    const later = [];
    for (const [id, name, build] of views) {
        const panel = make("section", {role: "tabpanel", id: "view-" + id,
                                       "aria-labelledby": "tab-" + id});
        document.getElementById("views").append(panel);
        tabs.append(make("button", {type: "button", role: "tab", id: "tab-" + id,
                                    "aria-controls": "view-" + id}, name));
        later.push(build(panel));
        document.getElementById("tab-" + id).addEventListener("click", () => select(id));
    }
    later.filter(Boolean).forEach(build => build());
    tabs.addEventListener("keydown", event => {
        const names = views.map(v => v[0]);
        const now = names.findIndex(n =>
            document.getElementById("tab-" + n).getAttribute("aria-selected") === "true");
        const to = {ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0,
                    End: names.length - 1}[event.key];
        if (to !== undefined) {
            event.preventDefault();
            select(names[(to + names.length) % names.length], true);
        }
    });
    document.getElementById("search").addEventListener("input", search);
    document.addEventListener("keydown", event => {
        if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
            event.preventDefault();
            document.getElementById("search").focus();
        }
    });
    document.getElementById("theme").addEventListener("click", () => {
        const dark = getComputedStyle(document.documentElement).colorScheme === "dark";
        document.documentElement.dataset.theme = dark ? "light" : "dark";
    });
    const wanted = location.hash.slice(1);
    select(views.some(v => v[0] === wanted) ? wanted : "components");
}
start();
