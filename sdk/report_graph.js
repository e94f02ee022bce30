/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The HTML report, first part: elements, tables, and graphs, which are nodes in rows ordered by their
 * neighbours.  The parts are one script, in the order of report.html.in.
 */
"use strict";
const data = JSON.parse(document.getElementById("document").textContent);
const SVG = "http://www.w3.org/2000/svg";

/* Elements: make("td", {class: "x"}, "text", child …). */
function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
        if (value !== null && value !== undefined) {
            element.setAttribute(name, value);
        }
    }
    for (const child of children) {
        element.append(child);
    }
    return element;
}
function make(name, attributes, ...children) {
    return fill(document.createElement(name), attributes, children);
}
function draw(name, attributes, ...children) {
    return fill(document.createElementNS(SVG, name), attributes, children);
}
function size(hex) {
    let bytes = Number(BigInt(hex));
    for (const unit of ["B", "KiB", "MiB", "GiB"]) {
        if (bytes < 1024 || unit === "GiB") {
            return (bytes % 1 ? bytes.toFixed(1) : bytes) + " " + unit;
        }
        bytes /= 1024;
    }
}
function table(columns, rows) {
    const body = make("tbody");
    for (const row of rows) {
        const line = make("tr", {"data-text": row.map(textOf).join(" ").toLowerCase()});
        row.forEach((cell, i) => line.append(
            make("td", {class: columns[i].startsWith("#") ? "number" : null}, cell)));
        body.append(line);
    }
    const head = make("tr");
    for (const column of columns) {
        head.append(make("th", {scope: "col", class: column.startsWith("#") ? "number" : null},
                         column.replace("#", "")));
    }
    return make("table", null, make("thead", null, head), body);
}
function textOf(cell) {
    return cell instanceof Node ? cell.textContent : String(cell);
}
/* A name that fits: the middle of a long one is left out; the whole one is in a title beside it. */
const NAME_LENGTH = 24;
function short(name) {
    return name.length <= NAME_LENGTH ? name
        : name.slice(0, NAME_LENGTH - 7) + "…" + name.slice(-6);
}
function mono(text) {
    return make("code", null, text);
}

/* What hangs on the data: which domain uses which CNode, VSpace. */
const domainOfVspace = new Map(data.domains.map(d => [d.vspace, d.name]));
const spaceOf = new Map();
for (const domain of data.domains) {
    const seen = new Set([domain.cspace]);
    for (const cnode of seen) {
        for (const cap of data.caps) {
            if (cap.cnode === cnode && data.objects[cap.object].type === "cnode" &&
                data.objects[cap.object].domain === domain.name) {
                seen.add(cap.object);
            }
        }
    }
    spaceOf.set(domain.name, seen);
}
const domainOfCnode = new Map();
for (const [name, cnodes] of spaceOf) {
    for (const cnode of cnodes) {
        domainOfCnode.set(cnode, name);
    }
}

/* Graphs: nodes in rows, ordered by their neighbours; edges as curves. */
function rowsOrder(rows, edges) {
    const near = new Map();
    for (const edge of edges) {
        for (const [a, b] of [[edge.from, edge.to], [edge.to, edge.from]]) {
            near.set(a, (near.get(a) || []).concat(b));
        }
    }
    for (let turn = 0; turn < 6; turn++) {
        const place = new Map();
        rows.forEach(row => row.forEach((node, i) =>
            place.set(node.id, (i + 0.5) / row.length)));
        for (const row of rows) {
            for (const node of row) {
                const others = (near.get(node.id) || []).filter(id => place.has(id));
                node.weight = others.length
                    ? others.reduce((sum, id) => sum + place.get(id), 0) / others.length
                    : place.get(node.id);
            }
            row.sort((a, b) => a.weight - b.weight || (a.id < b.id ? -1 : 1));
        }
    }
}
const GRAPH_WIDTH = 1290, GAP_X = 26;
const widthOf = node =>
    Math.max(84, short(node.label).length * 8.2 + 24, short(node.sub).length * 6.4 + 20);
/* Divides a list of nodes into rows of at most `most` that are not wider than the page. */
function rowsOf(list, most) {
    const rows = [];
    let width = 0;
    for (const node of list) {
        width += widthOf(node) + GAP_X;
        if (rows.length === 0 || width > GRAPH_WIDTH || rows.at(-1).length === most) {
            rows.push([]);
            width = widthOf(node) + 2 * GAP_X;
        }
        rows.at(-1).push(node);
    }
    return rows;
}
function graph(rows, edges, kinds, label) {
    rowsOrder(rows, edges);
    const height = 44, gapX = GAP_X, gapY = rows.length > 8 ? 48 : 84, top = 64;
    const widths = rows.map(row => row.reduce((sum, n) => sum + widthOf(n) + gapX, gapX));
    const width = Math.max(600, ...widths);
    const at = new Map();
    rows.forEach((row, r) => {
        const spread = (width - widths[r]) / (row.length + 1);
        let x = gapX + spread;
        for (const node of row) {
            at.set(node.id, {x, y: top + r * (height + gapY), w: widthOf(node)});
            x += widthOf(node) + gapX + spread;
        }
    });
    const total = top + 20 + rows.length * height + (rows.length - 1) * gapY;
    const svg = draw("svg", {width, height: total, viewBox: `0 0 ${width} ${total}`,
                             role: "group", "aria-label": label});
    const heads = draw("defs");
    for (const kind of kinds) {
        heads.append(draw("marker", {id: `${label.replace(/\W/g, "")}-${kind.style}`,
            viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7,
            markerUnits: "userSpaceOnUse", orient: "auto-start-reverse"},
            draw("path", {d: "M0 0 L8 4 L0 8 z", fill: `var(--${kind.color})`})));
    }
    svg.append(heads);
    const pairs = new Map();
    for (const edge of edges) {
        const a = at.get(edge.from), b = at.get(edge.to);
        if (!a || !b || edge.from === edge.to) {
            continue;
        }
        const pair = [edge.from, edge.to].sort().join("\n");
        const turn = pairs.get(pair) || 0;
        pairs.set(pair, turn + 1);
        const shift = (turn % 2 ? -1 : 1) * Math.ceil(turn / 2) * 14;
        const level = Math.abs(a.y - b.y) < 1;
        const ax = a.x + a.w / 2 + shift, bx = b.x + b.w / 2 + shift;
        const ay = level ? a.y : a.y < b.y ? a.y + height : a.y;
        const by = level ? b.y : a.y < b.y ? b.y : b.y + height;
        const bend = level ? -Math.min(76, 16 + Math.abs(ax - bx) / 9 + Math.abs(shift))
                           : (by - ay) / 2;
        const curve = `M${ax} ${ay} C${ax} ${ay + bend} ${bx} ${level ? by + bend : by - bend} ` +
                      `${bx} ${by}`;
        const head = `url(#${label.replace(/\W/g, "")}-${edge.kind})`;
        svg.append(draw("path", {class: `edge ${edge.kind}`, d: curve, "data-kind": edge.kind,
            "data-from": edge.from, "data-to": edge.to,
            "marker-end": edge.arrow === false ? null : head,
            "marker-start": edge.both ? head : null}, draw("title", null, edge.title || "")));
    }
    for (const row of rows) {
        for (const node of row) {
            const p = at.get(node.id);
            svg.append(draw("g", {class: "node " + node.style, tabindex: 0, role: "button",
                "data-id": node.id, "data-text": node.label.toLowerCase(),
                "aria-label": node.label + ", " + node.sub,
                transform: `translate(${p.x} ${p.y})`},
                draw("title", null, node.label),
                draw("rect", {width: p.w, height, rx: node.style === "region" ? 20 : 6}),
                draw("text", {x: p.w / 2, y: 19, "text-anchor": "middle"}, short(node.label)),
                draw("text", {x: p.w / 2, y: 35, "text-anchor": "middle", class: "sub"},
                     short(node.sub))));
        }
    }
    return svg;
}
/* With more connections than that, only those of the chosen node are shown at first. */
const MANY_EDGES = 150;
function graphView(panel, svg, kinds, describe) {
    const crowded = svg.querySelectorAll(".edge").length > MANY_EDGES;
    const all = make("input", {type: "checkbox", class: "all-edges"});
    all.checked = !crowded;
    all.addEventListener("change", show);
    const info = make("div", {class: "info", "aria-live": "polite", tabindex: 0, role: "region",
                              "aria-label": "About the chosen node"},
                      "Choose a node to see what belongs to it.");
    const hidden = new Set();
    let chosen = null;
    function show() {
        const near = new Set([chosen]);
        for (const edge of svg.querySelectorAll(".edge")) {
            const mine = edge.dataset.from === chosen || edge.dataset.to === chosen;
            const off = hidden.has(edge.dataset.kind) || (!mine && !all.checked);
            edge.style.display = off ? "none" : "";
            if (mine && !hidden.has(edge.dataset.kind)) {
                near.add(edge.dataset.from).add(edge.dataset.to);
            }
            edge.classList.toggle("dim", chosen !== null && !mine);
        }
        for (const node of svg.querySelectorAll(".node")) {
            node.classList.toggle("chosen", node.dataset.id === chosen);
            node.classList.toggle("dim", chosen !== null && !near.has(node.dataset.id));
        }
        info.replaceChildren(chosen === null ? "Choose a node to see what belongs to it."
                                             : describe(chosen));
    }
    function choose(target) {
        const node = target.closest ? target.closest(".node") : null;
        chosen = node && node.dataset.id !== chosen ? node.dataset.id : null;
        show();
    }
    svg.addEventListener("click", event => choose(event.target));
    svg.addEventListener("keydown", event => {
        if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            choose(event.target);
        } else if (event.key === "Escape") {
            chosen = null;
            show();
        }
    });
    const filters = make("fieldset", {class: "filters"}, make("span", null, "Show:"));
    for (const kind of kinds) {
        const box = make("input", {type: "checkbox", "data-kind": kind.style});
        box.checked = true;
        box.addEventListener("change", () => {
            box.checked ? hidden.delete(kind.style) : hidden.add(kind.style);
            show();
        });
        filters.append(make("label", null, box, make("span", {class: "swatch",
            style: `border-color: var(--${kind.color});` +
                   (kind.style === "memory" ? "border-top-style: dashed" : "")}), kind.name));
    }
    if (crowded) {
        filters.append(make("label", null, all, "all connections, not only those of one node"));
    }
    panel.append(kinds.length || crowded ? filters : "", info, svg);
    show();
}

