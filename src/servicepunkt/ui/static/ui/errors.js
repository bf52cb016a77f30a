// What has to be put right is where the reader and the keyboard land, wherever in the page the form stood. The address
// says so too: else the browser goes back to the part of the page that the address named when the form was sent.

history.replaceState(history.state, "", "#fel");
document.querySelector("#fel").focus();
