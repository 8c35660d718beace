
// What is wider than the page can be moved with the keyboard too.
for (const box of document.querySelectorAll("pre, .shown, .formula, table, p")) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}
if (matchMedia("(max-width: 1100px)").matches) {
  document.querySelector(".contents details")?.removeAttribute("open");
}
