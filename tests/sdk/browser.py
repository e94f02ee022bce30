#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Opens the HTML report in headless Chromium and uses it; prints TAP.

    browser.py REPORT.html [SCREENSHOT-FOLDER]

The browser is driven over WebDriver, which is JSON over HTTP, without any library.
"""
import base64
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PORT = 19515
KEYS = {"right": "\ue014", "end": "\ue010", "home": "\ue011", "enter": "\ue007",
        "escape": "\ue00c", "tab": "\ue004"}


class Browser:
    def __init__(self, folder):
        self.driver = subprocess.Popen(["chromedriver", f"--port={PORT}"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        options = {"args": ["--headless", "--no-sandbox", "--disable-gpu",
                            "--disable-background-networking", "--no-first-run",
                            "--window-size=1400,1000", f"--user-data-dir={folder}"]}
        capabilities = {"browserName": "chrome", "goog:chromeOptions": options,
                        "goog:loggingPrefs": {"browser": "ALL"}}
        for _ in range(100):
            try:
                self.call("GET", "/status")
                break
            except OSError:
                time.sleep(0.1)
        self.session = ""
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.session = "/session/" + answer["sessionId"]

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        text = json.dumps(body if body is not None else {}) if method == "POST" else None
        connection.request(method, path, text, {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())["value"]
        if isinstance(answer, dict) and "error" in answer:
            raise RuntimeError(answer["message"])
        return answer

    def open(self, url):
        self.call("POST", self.session + "/url", {"url": url})

    def reload(self):
        self.call("POST", self.session + "/refresh", {})

    def run(self, script, *arguments):
        return self.call("POST", self.session + "/execute/sync",
                         {"script": script, "args": list(arguments)})

    def keys(self, text):
        actions = []
        for key in text:
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.call("POST", self.session + "/actions",
                  {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def click(self, selector):
        element = self.call("POST", self.session + "/element",
                            {"using": "css selector", "value": selector})[ELEMENT]
        self.call("POST", f"{self.session}/element/{element}/click")

    def scheme(self, name):
        self.call("POST", self.session + "/goog/cdp/execute",
                  {"cmd": "Emulation.setEmulatedMedia", "params": {
                      "features": [{"name": "prefers-color-scheme", "value": name}]}})

    def log(self):
        return self.call("POST", self.session + "/se/log", {"type": "browser"})

    def screenshot(self, path):
        with open(path, "wb") as stream:
            stream.write(base64.b64decode(self.call("GET", self.session + "/screenshot")))

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()


class Tests:
    def __init__(self, browser):
        self.browser = browser
        self.number = 0
        self.failed = 0

    def check(self, name, good, note=""):
        self.number += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.number} - HTML report: {name}")
        if not good and note != "":
            print(f"# {note}")

    def shown(self):
        return self.browser.run("return [...document.querySelectorAll('[role=tabpanel]')]"
                                ".filter(p => !p.hidden).map(p => p.id)")

    def tabs(self):
        browser = self.browser
        names = browser.run("return [...document.querySelectorAll('[role=tab]')]"
                            ".map(t => t.id.slice(4))")
        wanted = ["components", "capabilities", "memory", "domains", "authority", "policy"]
        if browser.run("return data.schedule !== undefined"):
            wanted.append("schedule")
        self.check("the views", names == wanted, names)
        for name in names:
            browser.click("#tab-" + name)
            full = browser.run("return document.getElementById(arguments[0]).innerText.length",
                               "view-" + name)
            self.check(f"view {name} opens and has contents",
                       self.shown() == ["view-" + name] and full > 20, self.shown())
        browser.click("#tab-components")
        browser.keys(KEYS["right"])
        self.check("arrow key goes to the next view", self.shown() == ["view-capabilities"])
        browser.keys(KEYS["end"])
        self.check("End goes to the last view", self.shown() == ["view-" + names[-1]])
        browser.keys(KEYS["right"])
        self.check("behind the last comes the first", self.shown() == ["view-components"])

    def graph(self):
        browser = self.browser
        count = browser.run("return document.querySelectorAll('#view-components .node').length")
        domains = browser.run("return data.domains.length + data.regions.length")
        self.check("a node for each domain and mapped region",
                   0 < count <= domains, f"{count} of {domains}")
        outside = browser.run(
            "return [...document.querySelectorAll('#view-components svg')].filter(svg => {"
            " const box = svg.getBBox(); return box.x < 0 || box.y < 0 ||"
            " box.x + box.width > svg.width.baseVal.value ||"
            " box.y + box.height > svg.height.baseVal.value; }).length")
        self.check("the graph lies within its frame", outside == 0)
        browser.run("const all = document.querySelector('#view-components .all-edges');"
                    "if (all !== null) { all.click(); }")
        kind = browser.run("return document.querySelector('#view-components .edge').dataset.kind")
        browser.click(f"#view-components input[data-kind={kind}]")
        left = browser.run("return [...document.querySelectorAll("
                           "`#view-components .edge.${arguments[0]}`)]"
                           ".filter(e => e.style.display !== 'none').length", kind)
        self.check("a filter hides a kind of edge", left == 0, left)
        browser.click(f"#view-components input[data-kind={kind}]")
        browser.run("document.querySelector('#view-components .node').focus()")
        browser.keys(KEYS["enter"])
        chosen = browser.run("return [document.querySelectorAll('.node.chosen').length,"
                             "document.querySelector('#view-components .info').innerText.length]")
        self.check("Enter chooses a node and tells about it", chosen[0] == 1 and chosen[1] > 3,
                   chosen)
        browser.keys(KEYS["escape"])
        chosen = browser.run("return document.querySelectorAll('.node.chosen').length")
        self.check("Escape lets it go", chosen == 0)
        browser.run("const all = document.querySelector('#view-components .all-edges');"
                    "if (all !== null) { all.click(); }")

    def capabilities(self):
        browser = self.browser
        browser.click("#tab-capabilities")
        edges = "return document.querySelectorAll('#view-capabilities .edge').length"
        before = browser.run(edges)
        browser.click("#across")
        after = browser.run(edges)
        self.check("capability filter: also a domain's own", 0 < before < after, (before, after))
        browser.run("const s = document.getElementById('holder'); s.value = data.domains[0].name;"
                    "s.dispatchEvent(new Event('change'))")
        one = browser.run("return [...new Set([...document.querySelectorAll("
                          "'#view-capabilities .edge')].map(e => e.dataset.from))]")
        self.check("capability filter: one holder", len(one) == 1, one)
        shown = browser.run(
            "const boxes = [...document.querySelectorAll('#cap-filters input[data-type]')];"
            "boxes.filter(b => b.checked).forEach(b => b.click());"
            "return document.querySelectorAll('#view-capabilities .edge').length")
        self.check("capability filter: no type, no capability", shown == 0, shown)

    def many(self):
        """In a large graph the edges come with their node."""
        browser = self.browser
        if not browser.run("return document.querySelector('#view-components .all-edges')"
                           " !== null"):
            return
        shown = ("return [...document.querySelectorAll('#view-components .edge')]"
                 ".filter(e => e.style.display !== 'none').length")
        browser.click("#tab-components")
        before = browser.run(shown)
        browser.run("document.querySelector('#view-components .node').focus()")
        browser.keys(KEYS["enter"])
        one = browser.run(shown)
        browser.keys(KEYS["escape"])
        browser.click("#view-components .all-edges")
        every = browser.run(shown)
        browser.click("#view-components .all-edges")
        self.check("many edges: none, those of one node, all", before == 0 and 0 < one < every,
                   (before, one, every))

    def names(self):
        """No text of a graph is wider than its node; two names that are cut are still two."""
        wide = self.browser.run(
            "const wide = []; for (const [name] of views) {"
            " document.getElementById('tab-' + name).click();"
            " for (const node of document.querySelectorAll(`#view-${name} .node`)) {"
            "  const width = node.querySelector('rect').getBBox().width;"
            "  for (const text of node.querySelectorAll('text')) {"
            "   if (text.getBBox().width > width) { wide.push(text.textContent); } } } }"
            "return wide")
        self.check("texts fit into their nodes", wide == [], wide[:5])
        same = self.browser.run(
            "const names = data.domains.map(d => d.name);"
            "return names.length - new Set(names.map(short)).size")
        self.check("cut names differ", same == 0, same)

    def schedule(self):
        browser = self.browser
        if not browser.run("return data.schedule !== undefined"):
            return
        browser.click("#tab-schedule")
        wrong = browser.run(
            "const plots = [...document.querySelectorAll('#view-schedule svg.plot')];"
            "return data.schedule.filter((run, i) =>"
            " plots[i].querySelectorAll('.slice').length !== run.slices.length ||"
            " plots[i].querySelectorAll('.missed').length !== run.missed.length ||"
            " [...plots[i].querySelectorAll('.slice')].some(slice => {"
            "  const box = slice.getBBox(); return box.width <= 0 ||"
            "   box.x + box.width > plots[i].width.baseVal.value; })).length")
        self.check("plots hold every slice and every missed deadline", wrong == 0, wrong)
        browser.run("const s = document.getElementById('zoom'); s.value = 3;"
                    "s.dispatchEvent(new Event('change'))")
        width = browser.run("return document.querySelector('svg.plot').width.baseVal.value")
        self.check("plots can be widened", width == 3900, width)
        browser.run("const s = document.getElementById('zoom'); s.value = 1;"
                    "s.dispatchEvent(new Event('change'))")

    def authority(self):
        browser = self.browser
        browser.click("#tab-authority")
        wrong = browser.run(
            "let wrong = 0; for (const kind of data.authority.classes) {"
            " const s = document.getElementById('class'); s.value = kind;"
            " s.dispatchEvent(new Event('change'));"
            " const rows = [...document.querySelectorAll('.matrix tbody tr')];"
            " data.domains.forEach((a, i) => data.domains.forEach((b, k) => {"
            "  const has = held('direct', kind, a.name).includes(b.name) ? 'B' :"
            "   held('closed', kind, a.name).includes(b.name) ? 'I' : '';"
            "  const cell = rows[i].querySelectorAll('td')[k];"
            "  const found = cell.firstElementChild ? cell.firstElementChild.tagName : '';"
            "  wrong += has !== found; })); } return wrong")
        self.check("the matrix shows what the document says", wrong == 0, wrong)

    def search(self):
        browser = self.browser
        browser.click("#tab-domains")
        name = browser.run("return data.domains[0].name")
        browser.run("document.activeElement.blur()")
        browser.keys("/" + name)
        state = browser.run(
            "return [document.activeElement.id, document.getElementById('search').value,"
            "[...document.querySelectorAll('#view-domains details')]"
            ".filter(d => !d.hidden).map(d => d.dataset.text),"
            "document.getElementById('found').textContent]")
        self.check("/ goes to the search", state[0] == "search" and state[1] == name, state)
        self.check("search finds the domain", name.lower() in state[2], state)
        self.check("search says how many", "found in this view" in state[3], state)
        browser.run("const s = document.getElementById('search'); s.value = 'no such thing';"
                    "s.dispatchEvent(new Event('input'))")
        left = browser.run("return [...document.querySelectorAll('#view-domains details')]"
                           ".filter(d => !d.hidden).length")
        self.check("search hides what does not match", left == 0, left)
        browser.run("const s = document.getElementById('search'); s.value = '';"
                    "s.dispatchEvent(new Event('input'))")

    def colours(self, folder):
        """Text has to have a contrast of at least 4.5 to what is behind it, dark and light."""
        browser = self.browser
        for scheme in ("light", "dark"):
            browser.scheme(scheme)
            browser.reload()
            for view in browser.run("return views.map(view => view[0])"):
                browser.click("#tab-" + view)
                if folder:
                    browser.screenshot(os.path.join(folder, f"{view}-{scheme}.png"))
            worst = browser.run(
                "const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => {"
                " x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; });"
                " return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };"
                "const root = getComputedStyle(document.documentElement);"
                "const probe = document.createElement('i'); document.body.append(probe);"
                "const of = name => { probe.style.color = root.getPropertyValue(name);"
                " return light(getComputedStyle(probe).color); };"
                "let worst = 99; for (const a of ['--ink', '--quiet', '--good', '--bad', '--power'])"
                " for (const b of ['--page', '--panel']) { const x = of(a), y = of(b);"
                " worst = Math.min(worst, (Math.max(x, y) + .05) / (Math.min(x, y) + .05)); }"
                "for (const a of ['--ink', '--quiet']) for (const b of ['--node', '--region',"
                " '--soft']) { const x = of(a), y = of(b);"
                " worst = Math.min(worst, (Math.max(x, y) + .05) / (Math.min(x, y) + .05)); }"
                "probe.remove(); return worst")
            self.check(f"contrast of texts, {scheme}", worst >= 4.5, worst)
        before = browser.run("return getComputedStyle(document.body).backgroundColor")
        browser.click("#theme")
        after = browser.run("return getComputedStyle(document.body).backgroundColor")
        self.check("the button changes between dark and light", before != after)

    def quiet(self):
        log = self.browser.log()
        self.check("nothing on the console", log == [], log)
        self.browser.run("console.error('heard')")
        self.check("the console is listened to", "heard" in str(self.browser.log()))
        loaded = self.browser.run("return performance.getEntriesByType('resource')"
                                  ".map(e => e.name)")
        self.check("nothing is loaded from elsewhere", loaded == [], loaded)


def main():
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        try:
            tests = Tests(browser)
            browser.open("file://" + os.path.abspath(sys.argv[1]))
            tests.tabs()
            tests.graph()
            tests.many()
            tests.names()
            tests.schedule()
            tests.capabilities()
            tests.authority()
            tests.search()
            tests.colours(folder)
            tests.quiet()
        finally:
            browser.close()
    print(f"1..{tests.number}")
    return 1 if tests.failed else 0


if __name__ == "__main__":
    sys.exit(main())
