const PATHS = {
  check: "M3.5 8.5 6.5 11.500 12.500 4.500",
  close: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.700 10.700 14 14",
  left: "M10 3 5 8l5 5",
  right: "M6 3l5 5-5 5",
  down: "M3.500 6 8 10.500 12.500 6",
  expand: "M9.500 2.500h4v4M13.500 2.500 9 7M6.500 13.500h-4v-4M2.500 13.500 7 9",
  filter: "M2 4h12M4.500 8h7M6.500 12h3",
  picture: "M8 10.500V3M5 5.500 8 2.500l3 3M2.500 11v2.500h11V11",
  download: "M8 2.500V10M5 7.500l3 3 3-3M2.500 11v2.500h11V11",
  jobs: "M8 2a6 6 0 1 0 6 6M8 5v3.500l2.500 1.500",
  sun: "M8 10.800a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600ZM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1.100 1.100M11.900 11.900 13 13M13 3l-1.100 1.100M4.100 11.900 3 13",
  moon: "M13.500 9.800A6 6 0 0 1 6.200 2.500a6 6 0 1 0 7.300 7.300Z",
  auto: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12",
  keyboard: "M1.500 4h13v8h-13zM4 6.500h.01M6.500 6.500h.01M9 6.500h.01M11.500 6.500h.01M5 9.500h6",
  trash: "M3 4.500h10M6.500 4.500V3h3v1.500M4.500 4.500l.5 9h6l.5-9M6.700 7v4M9.300 7v4",
  copy: "M5.500 5.500v-3h8v8h-3M2.500 5.500h8v8h-8z",
  warning: "M8 2 1.500 13.500h13zM8 6.500v3.500M8 11.800v.01",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3.200l2 1.300",
  image: "M2 3h12v10H2zM2 11l3.500-3.500 3 3L10.500 8.500 14 12M10.500 6h.01",
  text: "M3 3.500h10M3 6.500h10M3 9.500h10M3 12.500h6",
  flip: "M3 5.500h9M9.500 3 12 5.500 9.500 8M13 10.500H4M6.500 8 4 10.500 6.500 13",
  similar:
    "M6 10.500A4.500 4.500 0 1 0 6 1.500a4.500 4.500 0 0 0 0 9ZM10 14.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9Z",
  function: "M2 12.500c3 0 4-9 6.500-9 2.500 0 2 4 5.500 4M2 8h2M12 12.500h2",
  batch: "M2.500 5 8 2l5.500 3L8 8zM2.500 8 8 11l5.500-3M2.500 11 8 14l5.500-3",
  edit: "M3 13l.7-3L10.500 3.200l2.300 2.300L6 12.300zM9 4.700 11.300 7",
  exclude: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM3.800 3.800l8.400 8.400",
  more: "M3 8.400a.400.400 0 1 0 0-.800.400.400 0 0 0 0 .800ZM8 8.400a.400.400 0 1 0 0-.800.400.400 0 0 0 0 .800ZM13 8.400a.400.400 0 1 0 0-.800.400.400 0 0 0 0 .800Z",
  menu: "M2 4h12M2 8h12M2 12h12",
  fit: "M2.500 3h11v10h-11zM5.500 5.500h5v5h-5z",
  fill: "M2.500 3h11v10h-11zM2.500 9l3-2.500 3 3 2-1.500 3 2.500",
} as const;
export type IconName = keyof typeof PATHS;

/** A 16-pixel line drawing; it says nothing to screen readers, so what it stands in needs a name. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="shrink-0"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
