// Fits every slide to its page, then starts reveal.js.
//
// A slide is tried in one column, and in two where it has one picture: words left, the
// picture right, each at several sizes of type. Of those that fit, large type and a large
// picture win; where there is no picture, the largest type. data-fits="no" marks a slide
// that holds too much even so.

const SIZES = [1.15, 1, 0.95, 0.9, 0.85, 0.8];

function fit(slide) {
  slide.classList.add("measured");
  const title = slide.querySelector("h1, h2");
  if (title && title.closest(".item") === slide.querySelector(".item")) {
    slide.prepend(title);
  }
  slide.querySelectorAll(":scope > .picture:not(.lab)").forEach(split);
  reserve(slide.querySelector(".storyboard"));
  const order = [...slide.children];
  const pictures = slide.querySelectorAll(":scope > .picture");
  const layouts = pictures.length === 1 ? [stack, columns] : [stack];
  let best = { worth: 0, layout: stack, size: SIZES.at(-1) };
  for (const size of SIZES) {
    for (const layout of layouts) {
      arrange(slide, order, layout, size);
      const worth = overflows(slide) ? 0 : area(slide) * Math.min(size, 1) ** 3;
      if (worth > best.worth) best = { worth, layout, size };
    }
  }
  arrange(slide, order, best.layout, best.size);
  slide.dataset.fits = best.worth ? "yes" : "no";
  slide.classList.remove("measured");
}

// The code that made a picture, and what it printed, stand beside it as items of their
// own, so that in two columns the picture has its column to itself.
function split(item) {
  const parts = [...item.querySelectorAll(".listing, .output_area")];
  const at = parts.findIndex((part) => part.querySelector("img"));
  if (at < 0) return;
  parts.forEach((part, number) => {
    if (number === at) return;
    const own = item.cloneNode();
    own.id = `${item.id}-${number}`;
    own.classList.toggle("picture", Boolean(part.querySelector("img")));
    own.append(part);
    if (number < at) item.before(own);
    else item.parentNode.insertBefore(own, after(item));
  });
}

// What follows an item and its parts.
function after(item) {
  let next = item.nextElementSibling;
  while (next && next.id.startsWith(`${item.id}-`)) next = next.nextElementSibling;
  return next;
}

function arrange(slide, order, layout, size) {
  slide.style.setProperty("--size", size);
  slide.classList.remove("columns");
  slide.replaceChildren(...order);
  layout(slide);
}

function stack() {}

function columns(slide) {
  const words = document.createElement("div");
  words.className = "words";
  words.append(...slide.querySelectorAll(":scope > .item:not(.picture)"));
  slide.querySelector(":scope > .picture").before(words);
  slide.classList.add("columns");
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
function area(slide) {
  let sum = 0;
  for (const image of slide.querySelectorAll(".picture img")) {
    const { width, height } = image.getBoundingClientRect();
    const scale = Math.min(width / image.naturalWidth, height / image.naturalHeight);
    sum += image.naturalWidth * image.naturalHeight * scale * scale;
  }
  return sum || 1;
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
