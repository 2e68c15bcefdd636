export interface MeterProps {
	readonly label: string;
	readonly used: number;
	readonly limit: number;
	/** Both figures, as people read them. */
	readonly text: string;
	/** Whether to reach it is good. */
	readonly isGoal?: boolean;
}

const NEARLY_FULL = 0.8;

/** How much of a limit is used, as a bar with the figures beside it. */
export function Meter({ label, used, limit, text, isGoal = false }: MeterProps) {
	const share = limit === 0 ? 1 : Math.min(used / limit, 1);
	const level = isGoal ? "fine" : share >= 1 ? "full" : share >= NEARLY_FULL ? "nearly" : "fine";
	return (
		<div class="meter">
			<span>{label}</span>
			<span class="figures">{text}</span>
			<div
				class="bar"
				role="meter"
				aria-label={label}
				aria-valuemin={0}
				aria-valuemax={limit}
				aria-valuenow={used}
				aria-valuetext={text}
			>
				<div class={level} style={{ width: `${share * 100}%` }} />
			</div>
		</div>
	);
}
