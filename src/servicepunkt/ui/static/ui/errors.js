// What has to be put right is where the reader and the keyboard land, wherever in the page the form stood. The address
// says so too: else the browser goes back to the part of the page that the address named when the form was sent.
// A page that has already led the keyboard to the field itself keeps it there.

if (!document.activeElement.matches("input, select, textarea")) {
  location.replace("#fel");
  document.querySelector("#fel").focus();
}
