"""Waiting, in Chromium, for the run of the page that an input has asked for: also before its server has begun it.

A page says `notRunning` until the server answers; on a busy machine that is long enough for the next click to come too
early. `watch` reads Streamlit's own messages on the way (streamlit 1.67), `still` waits until nothing is asked or runs.
"""

from itertools import count
from weakref import WeakSet

from playwright.sync_api import BrowserContext, Page

# Messages are protobuf: ForwardMsg.new_session is field 4, script_finished 6; BackMsg.rerun_script 11.
LISTEN = """(() => {
  const runs = window.famRuns = { asked: false, running: false, calm: 0, turn: 0 };
  const fields = (data) => {
    const bytes = data instanceof Uint8Array ? data : new Uint8Array(data), found = new Set();
    let at = 0;
    const number = () => {
      for (let value = 0, shift = 1; ; shift *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * shift;
        if (!(byte & 128)) return value;
      }
    };
    while (at < bytes.length) {
      const tag = number(), kind = tag & 7;
      found.add(tag >>> 3);
      const more = kind === 0 || kind === 2 ? number() : kind === 1 ? 8 : 4;
      if (kind !== 0) at += more;
    }
    return found;
  };
  const heard = (event) => {
    if (typeof event.data === 'string') return;
    const found = fields(event.data);
    if (found.has(4)) { runs.asked = false; runs.running = true; }
    if (found.has(6)) runs.running = false;
  };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (!this.famHeard) { this.famHeard = true; this.addEventListener('message', heard); }
    if (typeof data !== 'string' && fields(data).has(11)) runs.asked = true;
    return send.call(this, data);
  };
  runs.still = (turn) => {
    if (runs.turn !== turn) { runs.turn = turn; runs.calm = 0; }
    const app = document.querySelector('[data-testid="stApp"]');
    const idle = !runs.asked && !runs.running && app?.dataset.testScriptState === 'notRunning';
    runs.calm = idle ? runs.calm + 1 : 0;
    return runs.calm > 3;  // drawn, too
  };
})();"""


_watched: WeakSet[BrowserContext] = WeakSet()
_turns = count(1)


def watch(context: BrowserContext) -> None:
    """Let every page of a browser know its runs; before it opens one."""
    context.add_init_script(LISTEN)
    _watched.add(context)


def still(page: Page) -> None:
    """Wait until no run is asked for or under way, and the page is drawn; on pages that are not watched, return."""
    if page.context in _watched:
        page.wait_for_function("(turn) => window.famRuns?.still(turn)", arg=next(_turns))
