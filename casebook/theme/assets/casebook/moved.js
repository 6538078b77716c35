/* A page at an old address: what its address names within the page goes along, which a refresh would lose. */
location.replace(document.querySelector("main a").href + location.search + location.hash);
