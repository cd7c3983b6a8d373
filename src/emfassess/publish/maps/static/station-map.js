"use strict";
// The map of a station: layers of GeoJSON that the page holds, each with a style, each shape with a text.
(() => {
  const box = document.getElementById("map");
  const content = JSON.parse(document.getElementById("content").textContent);
  box.textContent = "";
  const map = L.map(box, { attributionControl: false, maxZoom: 20, zoomSnap: 0.25 });
  L.control.scale().addTo(map);
  map.fitBounds(content.bounds);

  const drawPoint = (feature, place) => {
    const radius = feature.properties.radius;
    return radius ? L.circle(place, { radius }) : L.circleMarker(place, { radius: 6 });
  };
  // as text, never as markup: names are what users wrote
  const addText = (feature, shape) => {
    const text = document.createElement("div");
    text.textContent = feature.properties.tip;
    shape.bindTooltip(text, { sticky: true });
  };
  for (const { shapes, style } of content.layers) {
    L.geoJSON(shapes, { style, pointToLayer: drawPoint, onEachFeature: addText }).addTo(map);
  }
})();
