// What each key does (COR-01). `seule`: the coordinateur's editor holds one copy (HAR-05).
//
//   gestes(editeur, { seule })   → { avecControle, avecMaj, seules }, as Clavier takes them

export function gestes(e, { seule }) {
  const sur = (faire) => () => e.vue && faire();
  const outil = (nom) => sur(() => e.copie?.modifiable && e.outils.choisir(nom));
  return {
    avecControle: { z: () => e.defaire(), y: () => e.refaire(), Enter: () => e.suivante.focus() },
    avecMaj: { v: sur(() => e.outils.vu()), r: sur(() => e.vue.tourner(-90)) },
    seules: {
      s: () => e.bouton("suivante"),
      p: () => seule || e.aller(e.copie.etat.precedente),
      v: sur(() => e.outils.vuPartout()),
      q: () => e.notes.viser(),
      i: () => e.notes.texte.focus(),
      z: sur(() => e.vue.zone.focus()),
      l: sur(() => e.vue.ajuster("largeur")),
      k: sur(() => e.vue.ajuster("entiere")),
      n: sur(() => e.deuxPages()),
      r: sur(() => e.vue.tourner(90)),
      a: sur(() => e.vue.basculerAnnotations()),
      "+": sur(() => e.vue.zoomer(1.25)),
      "=": sur(() => e.vue.zoomer(1.25)),
      "-": sur(() => e.vue.zoomer(0.8)),
      PageUp: sur(() => e.vue.precedente()),
      PageDown: sur(() => e.vue.suivante()),
      Escape: () => e.quitter(),
      o: outil("main"),
      e: outil("encre"),
      f: outil("surligneur"),
      t: outil("texte"),
      c: outil("coche"),
      x: outil("croix"),
      m: outil("tampon"),
      d: outil("deplacer"),
      g: outil("gomme"),
    },
  };
}
