import type { RenditionOf } from '../../src/email/renditions.ts';

/** The picture that stands at an address of the sample letters, drawn in a few shapes; `?ratio=1.5` crops it. */
export function pictureFor(address: string): string {
  const { pathname, searchParams } = new URL(address);
  const name = /([\w-]+)\.\w+$/.exec(pathname)?.[1] ?? '';
  const { width, height, shapes } = pictures[name] ?? pictures.quiet!;
  const shown = Math.round(width / Number(searchParams.get('ratio') ?? width / height));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${shown}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMidYMid slice">${shapes}</svg>`;
}

/** Copies as a publication with sharp has them: cropped to the ratio of their place. */
export const renditions: RenditionOf = ({ url, width, height }, { width: shown, ratio }) => {
  const own = ratio ?? (width && height ? width / height : 16 / 9);
  return { url: `${url}?ratio=${own}`, width: shown, height: Math.round(shown / own) };
};

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly shapes: string;
}

const pictures: Readonly<Record<string, Picture>> = {
  lighthouse: {
    width: 1600,
    height: 1000,
    shapes: `<rect width="1600" height="1000" fill="#26405e"/><rect y="420" width="1600" height="190" fill="#e0a878"/>
      <circle cx="1080" cy="590" r="90" fill="#f6dfae"/><path d="M0 380 L520 300 L1600 120 L1600 300 Z" fill="#8fa3b5" opacity=".5"/>
      <rect y="600" width="1600" height="400" fill="#35587a"/><path d="M0 720 Q500 560 900 720 L900 1000 L0 1000 Z" fill="#1a2b3f"/>
      <path d="M440 660 L480 320 L560 320 L600 660 Z" fill="#f1ece2"/><path d="M455 540 L468 430 L572 430 L585 540 Z" fill="#b1483c"/>
      <rect x="470" y="240" width="100" height="80" fill="#f9d98a"/><path d="M455 240 L520 180 L585 240 Z" fill="#1a2b3f"/>
      <path d="M940 760 h260 M1000 830 h340 M900 900 h220" stroke="#f6dfae" stroke-width="10" opacity=".6"/>`,
  },
  boat: {
    width: 1200,
    height: 900,
    shapes: `<rect width="1200" height="900" fill="#d9c6a5"/><path d="M0 0 H1200 L600 160 Z" fill="#7d5f46"/>
      <rect y="690" width="1200" height="210" fill="#8c7157"/><path d="M180 430 H1020 Q960 690 600 690 Q240 690 180 430" fill="#2f5d73"/>
      <path d="M180 430 H1020 L1000 490 H200 Z" fill="#f1ece2"/><path d="M380 690 l-60 130 M820 690 l60 130" stroke="#4a3626" stroke-width="30"/>`,
  },
  market: {
    width: 900,
    height: 1200,
    shapes: `<rect width="900" height="1200" fill="#9fb8c2"/><rect y="700" width="900" height="500" fill="#5f6f72"/>
      <circle cx="640" cy="330" r="110" fill="#f4e3bd"/><rect x="110" y="640" width="330" height="170" fill="#c46a3d"/>
      <rect x="470" y="720" width="330" height="170" fill="#d98a4b"/><rect x="210" y="880" width="380" height="190" fill="#b4552f"/>
      <path d="M130 700 h290 M490 780 h290 M230 950 h340" stroke="#f1ece2" stroke-width="18"/>`,
  },
  face: {
    width: 112,
    height: 112,
    shapes: `<rect width="112" height="112" fill="#c9a27e"/><path d="M12 112 Q56 60 100 112 Z" fill="#2f5d73"/>
      <circle cx="56" cy="50" r="26" fill="#f1d9c0"/><path d="M28 46 Q34 16 60 20 Q86 24 84 50 Q70 34 52 36 Q38 38 28 46" fill="#4a3626"/>`,
  },
  quiet: {
    width: 1400,
    height: 788,
    shapes: `<rect width="1400" height="788" fill="#cfdde0"/><rect y="430" width="1400" height="358" fill="#9dbac2"/>
      <path d="M0 430 Q350 380 700 430 T1400 430" fill="#7d98a1"/><path d="M300 560 h420 M640 640 h360" stroke="#e9f1f2" stroke-width="8"/>`,
  },
};
