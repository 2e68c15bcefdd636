import { button, make } from "./make.ts";

/** A page that the automation has handed to a person; the fields are those of `Cloudflare.getHandoffState`. */
export interface ShownHandoff {
	readonly targetId: string;
	readonly handoffId: string;
	readonly instructions?: string;
	readonly timeout?: number;
	readonly durationMs?: number;
}

export interface HandoffPanelParts {
	readonly isReadonly: boolean;
	readonly onTakeOver: (targetId: string) => void;
	/** Resolves once the automation has the page back. */
	readonly onDone: (targetId: string, success: boolean, reason: string | undefined) => Promise<void>;
	readonly tell: (text: string) => void;
}

const MAX_REASON_LENGTH = 1_024;

/** What the automation asks of the person, and the way to give the page back. */
export class HandoffPanel {
	readonly element = make("section", {
		className: "handoff",
		ariaLabel: "Your help is needed",
		hidden: true,
	});
	readonly #parts: HandoffPanelParts;
	readonly #left = make("span", { className: "left" });
	#shown: ShownHandoff | undefined;
	#endsAt = Number.POSITIVE_INFINITY;
	#clock = 0;

	constructor(parts: HandoffPanelParts) {
		this.#parts = parts;
	}

	show(handoff: ShownHandoff): void {
		if (this.#shown?.handoffId === handoff.handoffId) return;
		this.#shown = handoff;
		this.element.classList.remove("taken");
		const { timeout, durationMs = 0, instructions = "" } = handoff;
		this.#endsAt = timeout === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeout - durationMs;
		const actions = make("div", { className: "buttons" });
		this.element.replaceChildren(
			make("h2", {}, this.#parts.isReadonly ? "A person's help is needed" : "Your help is needed"),
			make(
				"p",
				// Long ones are scrolled, with keys too.
				{ className: "instructions", tabIndex: 0 },
				instructions === "" ? "The automation gives no instructions." : instructions,
			),
			this.#left,
			actions,
		);
		if (this.#parts.isReadonly) actions.append("Watching only: this link can't act.");
		else this.#offer(actions, handoff);
		this.element.hidden = false;
		clearInterval(this.#clock);
		this.#clock = setInterval(() => this.#count(), 1_000);
		this.#count();
	}

	/** That handoff is over, or, without one, whatever is shown. */
	hide(handoffId?: string): boolean {
		const isShown =
			this.#shown !== undefined && (handoffId ?? this.#shown.handoffId) === this.#shown.handoffId;
		if (!isShown) return false;
		this.#shown = undefined;
		clearInterval(this.#clock);
		this.element.hidden = true;
		return true;
	}

	#offer(actions: HTMLElement, { targetId }: ShownHandoff): void {
		const finish = async (success: boolean, reason?: string) => {
			try {
				await this.#parts.onDone(targetId, success, reason);
			} catch (fault) {
				this.#parts.tell(fault instanceof Error ? fault.message : "It could not be given back.");
			}
		};
		const takeOver = button("Take over", () => {
			this.element.classList.add("taken");
			takeOver.remove();
			this.#parts.onTakeOver(targetId);
		});
		takeOver.className = "primary";
		const offers = () =>
			this.element.classList.contains("taken") ? [done, failed] : [takeOver, done, failed];
		const done = button("Done", () => void finish(true));
		const failed = button("Can't do it…", () => actions.replaceChildren(form));
		const reason = make("input", {
			ariaLabel: "Why it can't be done",
			placeholder: "Why?",
			maxLength: MAX_REASON_LENGTH,
		});
		const form = make(
			"form",
			{
				onsubmit: (event) => {
					event.preventDefault();
					void finish(
						false,
						reason.value.trim() === "" ? "The person could not do it." : reason.value.trim(),
					);
				},
			},
			reason,
			make("button", { className: "primary" }, "Give back undone"),
			button("Back", () => {
				actions.replaceChildren(...offers());
				failed.focus();
			}),
		);
		failed.addEventListener("click", () => reason.focus());
		actions.append(...offers());
	}

	#count(): void {
		const leftS = Math.max(0, Math.ceil((this.#endsAt - Date.now()) / 1_000));
		this.#left.hidden = !Number.isFinite(leftS);
		this.#left.textContent = `${Math.floor(leftS / 60)}:${String(leftS % 60).padStart(2, "0")} left`;
	}
}
