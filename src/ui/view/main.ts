import { showLiveView } from "../live/live-view.ts";

// The socket's address is everything after `ws=` or `wss=`: it has a query of its own, so it always comes last.
const link = /[?&](wss?)=(.+)$/.exec(location.search);

if (link === null) document.body.textContent = "This link is incomplete: it names no socket.";
else showLiveView({ socketUrl: `${link[1]}://${link[2]}`, mode: "tab" });
