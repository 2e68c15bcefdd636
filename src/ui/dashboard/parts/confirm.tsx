import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

export interface ConfirmProps {
	readonly title: string;
	readonly children: ComponentChildren;
	readonly action: string;
	readonly onConfirm: () => void;
	readonly onCancel: () => void;
}

/** Asks before something is done that can't be undone. */
export function Confirm({ title, children, action, onConfirm, onCancel }: ConfirmProps) {
	const id = useId();
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => dialog.current?.showModal(), []);
	return (
		<dialog ref={dialog} aria-labelledby={id} onClose={onCancel}>
			<h2 id={id}>{title}</h2>
			<div>{children}</div>
			<div class="buttons">
				<button type="button" onClick={() => dialog.current?.close()}>
					Cancel
				</button>
				<button type="button" class="danger" onClick={onConfirm}>
					{action}
				</button>
			</div>
		</dialog>
	);
}
