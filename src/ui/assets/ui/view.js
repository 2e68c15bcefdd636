// Shows the page behind a signed socket, as it is now. The socket's address is everything after `ws=` or `wss=`:
// it has a query of its own, so it always comes last.
const address = /[?&](wss?)=(.+)$/.exec(location.search);
const state = document.querySelector("#state");
const caption = document.querySelector("#address");
const canvas = document.querySelector("#screen");
const context = canvas.getContext("2d");
canvas.width = 0;

if (address === null) show("ended", "This link is incomplete: it names no socket.");
else watch(`${address[1]}://${address[2]}`);

function watch(url) {
	const socket = new WebSocket(url);
	let lastId = 0;
	let historyId;
	const send = (method, params = {}) => {
		lastId += 1;
		socket.send(JSON.stringify({ id: lastId, method, params }));
		return lastId;
	};
	const describePage = () => {
		historyId = send("Page.getNavigationHistory");
	};

	socket.addEventListener("open", () => {
		show("live", "Live");
		send("Page.enable");
		describePage();
		send("Page.startScreencast", {
			format: "jpeg",
			quality: 80,
			maxWidth: Math.round(innerWidth * devicePixelRatio),
			maxHeight: Math.round(innerHeight * devicePixelRatio),
		});
	});
	socket.addEventListener("message", ({ data }) => {
		const { id, method, params, result } = JSON.parse(data);
		if (method === "Page.screencastFrame") {
			send("Page.screencastFrameAck", { sessionId: params.sessionId });
			void draw(params.data);
		} else if (method === "Page.loadEventFired" || method === "Page.navigatedWithinDocument") {
			describePage();
		} else if (id === historyId && result !== undefined) {
			describe(result.entries[result.currentIndex]);
		}
	});
	socket.addEventListener("close", ({ reason }) => {
		show("ended", reason === "" ? "Not connected: the link has expired, or the session has ended." : reason);
	});
}

async function draw(jpeg) {
	const image = new Image();
	image.src = `data:image/jpeg;base64,${jpeg}`;
	await image.decode();
	if (canvas.width !== image.width || canvas.height !== image.height) {
		canvas.width = image.width;
		canvas.height = image.height;
	}
	context.drawImage(image, 0, 0);
}

function describe({ title, url }) {
	caption.textContent = url;
	document.title = `${title === "" ? url : title} · Berth`;
	canvas.setAttribute("aria-label", `The page ${title === "" ? url : title}, live`);
}

function show(name, text) {
	state.dataset.state = name;
	state.textContent = text;
}
