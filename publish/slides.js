// Fits every slide to its page, then starts reveal.js.
//
// A slide is tried in one column, and in two where it has one picture: words left, the
// picture right. Type gets smaller only when neither fits; of layouts that fit at one
// size, the one with the larger picture wins. data-fits="no" marks a slide that holds
// too much even so; the checker in tests/browser finds it.

const SIZES = [1, 0.95, 0.9, 0.85, 0.8];

function fit(slide) {
  slide.classList.add("measured");
  const title = slide.querySelector("h1, h2");
  if (title && title.closest(".item") === slide.querySelector(".item")) {
    slide.prepend(title);
  }
  for (const cell of slide.querySelectorAll(":scope > .item")) {
    if (!cell.children.length) cell.classList.add("empty");
  }
  reserve(slide.querySelector(".storyboard"));
  const pictures = slide.querySelectorAll(":scope > .picture");
  const layouts = pictures.length === 1 ? [stack, columns] : [stack];
  let best = null;
  for (const size of SIZES) {
    for (const layout of layouts) {
      slide.style.setProperty("--size", size);
      layout(slide);
      if (!overflows(slide)) {
        const area = seen(slide);
        if (!best || area > best.area) best = { area, layout };
      }
    }
    if (best) break;
  }
  (best ? best.layout : stack)(slide);
  slide.dataset.fits = best ? "yes" : "no";
  slide.classList.remove("measured");
}

// Let the words under a lab always take the room of the longest, so that nothing jumps;
// after a click the keys, and the lecturer's clicker, are the slides' again.
function reserve(board) {
  if (!board) return;
  const captions = [...board.querySelectorAll("figcaption")];
  const length = (caption) => caption.textContent.length;
  const longest = captions.sort((a, b) => length(b) - length(a))[0];
  const words = board.querySelector(".storyboard-words");
  const room = words.cloneNode();
  room.classList.add("room");
  room.removeAttribute("role");
  room.setAttribute("aria-hidden", "true");
  room.innerHTML = `Scene 10 of 10. ${longest.innerHTML}`;
  words.before(room);
  board.addEventListener("pointerup", () => document.activeElement.blur());
}

function stack(slide) {
  const words = slide.querySelector(":scope > .words");
  if (words) words.replaceWith(...words.childNodes);
  slide.classList.remove("columns");
}

function columns(slide) {
  const words = document.createElement("div");
  words.className = "words";
  const picture = slide.querySelector(":scope > .picture");
  words.append(...slide.querySelectorAll(":scope > .item:not(.picture)"));
  picture.before(words);
  slide.classList.add("columns");
}

// Whether anything is wider or taller than the place it has.
function overflows(slide) {
  const page = slide.getBoundingClientRect();
  const scale = page.width / 1280;
  const over = [...slide.querySelectorAll("*")].some((part) => {
    const box = part.getBoundingClientRect();
    return box.width && box.height && !part.closest("math, aside, svg") &&
      (box.right > page.right - 30 * scale || box.bottom > page.bottom - 30 * scale);
  });
  const cut = [...slide.querySelectorAll("pre, .item")].some(
    (part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth);
  return over || cut;
}

// How much of the slide its pictures fill, as they are drawn within their boxes.
function seen(slide) {
  let area = 0;
  for (const image of slide.querySelectorAll(".picture img")) {
    const { width, height } = image.getBoundingClientRect();
    const scale = Math.min(width / image.naturalWidth, height / image.naturalHeight);
    area += image.naturalWidth * image.naturalHeight * scale * scale;
  }
  return area;
}

async function start() {
  await Promise.all([...document.images].map((image) => image.decode().catch(() => 0)));
  await document.fonts.ready;
  document.querySelectorAll(".slides section section").forEach(fit);
  await Reveal.initialize({
    width: 1280, height: 720, margin: 0, center: false, minScale: 0.1, maxScale: 4,
    transition: "none", navigationMode: "linear", hash: true, slideNumber: "c/t",
    controlsLayout: "edges", plugins: [RevealNotes],
  });
}

start();
