//! Pages of every list that has them, forward and back; and what has an id, found again by it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::casa::{Casa, Servidor};

/// Every connection of the schema: where it is, its name, what tells its elements apart.
const LISTAS: [(&str, &str, &str); 6] = [
    ("", "ediciones", "id"),
    ("", "novedades", "id"),
    ("", "directorio", "id"),
    (r#"instancia(clave: "20067")"#, "publicaciones", "id"),
    (
        r#"instancia(clave: "20067") { edicion(anio: 2017)"#,
        "actividades",
        "id",
    ),
    ("regiones", "instancias", "id"),
];

/// A server of several editions of several instancias, and another one of another store.
fn servers() -> (Casa, Servidor, Casa, Servidor) {
    let (casa, ajena) = (Casa::folder(), Casa::folder());
    // The copies come first: of each there is one edition, so that no two are at one position.
    casa.demo().multiply(4).publish("2018-01-31");
    casa.run(&["claves", "--cambiar-firma", "--si"]);
    casa.publish("2018-02-28");
    ajena.demo().publish("2018-01-31");
    let (servidor, otro) = (casa.serve(), ajena.serve());
    (casa, servidor, ajena, otro)
}

/// What a list answers, or the code of its error.
fn page(
    servidor: &Servidor,
    (donde, lista, clave): (&str, &str, &str),
    pide: &str,
) -> Result<Value, String> {
    let campo = format!(
        "{lista}{pide} {{ edges {{ cursor node {{ {clave} }} }} nodes {{ {clave} }} pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }} }}"
    );
    let documento = match donde {
        "" => format!("{{ {campo} }}"),
        donde => format!(
            "{{ {donde} {{ {campo} }} {} }}",
            "}".repeat(donde.matches('{').count())
        ),
    };
    let respuesta = servidor.ask(&documento, &json!({}));
    if let Some(error) = respuesta["errors"].get(0) {
        let codigo = error["extensions"]["code"].as_str().unwrap();
        // What costs too much is refused before anything of it is asked.
        let suyo = (codigo != "LIMITE_EXCEDIDO").then(|| json!(lista));
        assert_eq!(
            error["path"].as_array().and_then(|camino| camino.last()),
            suyo.as_ref(),
            "{respuesta}"
        );
        return Err(codigo.to_owned());
    }
    let mut valor = &respuesta["data"];
    while valor.get(lista).is_none() {
        valor = match valor {
            Value::Array(todas) => &todas[0],
            otro => otro.as_object().unwrap().values().next().unwrap(),
        };
    }
    let valor = valor[lista].clone();
    // Nodes are those of the edges, and cursors those of the ends.
    let lados = valor["edges"].as_array().unwrap();
    assert!(
        lados
            .iter()
            .map(|lado| &lado["node"])
            .eq(valor["nodes"].as_array().unwrap())
    );
    let cabo = |lado: Option<&Value>| lado.map_or(Value::Null, |lado| lado["cursor"].clone());
    assert_eq!(valor["pageInfo"]["startCursor"], cabo(lados.first()));
    assert_eq!(valor["pageInfo"]["endCursor"], cabo(lados.last()));
    Ok(valor)
}

fn nodes(pagina: &Value) -> Vec<Value> {
    pagina["nodes"].as_array().unwrap().clone()
}

/// All the elements of a list, of which a first page is there.
fn whole(ask: &dyn Fn(&str) -> Result<Value, String>, primera: &Value) -> Vec<Value> {
    let (mut todos, mut ultima) = (nodes(primera), primera.clone());
    while ultima["pageInfo"]["hasNextPage"] == true {
        let desde = &ultima["pageInfo"]["endCursor"];
        ultima = ask(&format!("(first: 50, after: {desde})")).unwrap();
        todos.extend(nodes(&ultima));
    }
    todos
}

#[test]
fn every_list_goes_both_ways_and_refuses_what_is_no_page() {
    let (_casa, servidor, _otra, otro) = servers();
    for lista in LISTAS {
        let ask = |pide: &str| page(&servidor, lista, pide);
        let entera = ask("(first: 50)").unwrap();
        let todos = whole(&ask, &entera);
        assert!(todos.len() >= 3, "{lista:?}: {}", todos.len());
        let distintos: BTreeSet<String> = todos.iter().map(Value::to_string).collect();
        assert_eq!(distintos.len(), todos.len(), "{lista:?}");
        assert_eq!(
            entera["pageInfo"]["hasPreviousPage"],
            json!(false),
            "{lista:?}"
        );
        assert_eq!(
            nodes(&ask("(first: null, last: 50)").unwrap()),
            todos[todos.len().saturating_sub(50)..],
            "{lista:?}"
        );
        // A few at a time, until there is no more.
        let pocas = 2.max(todos.len() / 8);
        let (mut adelante, mut desde) = (vec![], String::new());
        loop {
            let pagina = ask(&format!("(first: {pocas}{desde})")).unwrap();
            adelante.extend(nodes(&pagina));
            desde = format!(", after: {}", pagina["pageInfo"]["endCursor"]);
            if pagina["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(adelante, todos, "{lista:?}");
        let (mut atras, mut hasta) = (vec![], String::new());
        loop {
            let pagina = ask(&format!("(last: {pocas}{hasta})")).unwrap();
            atras.splice(0..0, nodes(&pagina));
            hasta = format!(", before: {}", pagina["pageInfo"]["startCursor"]);
            if pagina["pageInfo"]["hasPreviousPage"] == false {
                break;
            }
        }
        assert_eq!(atras, todos, "{lista:?}");
        // None, of which it is said whether there are others; the last ones, if both are asked for.
        for (pide, hay) in [
            ("(first: 0)", json!([true, false])),
            ("(last: 0)", json!([false, true])),
        ] {
            let nada = ask(pide).unwrap();
            assert_eq!(nodes(&nada), Vec::<Value>::new(), "{lista:?}");
            let info = &nada["pageInfo"];
            assert_eq!(
                json!([info["hasNextPage"], info["hasPreviousPage"]]),
                hay,
                "{lista:?} {pide}"
            );
        }
        assert_eq!(
            nodes(&ask("(first: 2, last: 1)").unwrap()),
            todos[todos.len() - 1..],
            "{lista:?}"
        );
        // Between two of them.
        let cursor = |i: usize| entera["edges"][i]["cursor"].clone();
        let entre = format!("(first: 50, after: {}, before: {})", cursor(0), cursor(2));
        assert_eq!(nodes(&ask(&entre).unwrap()), todos[1..2], "{lista:?}");
        let nada = format!("(last: 50, after: {}, before: {})", cursor(2), cursor(0));
        assert_eq!(
            nodes(&ask(&nada).unwrap()),
            Vec::<Value>::new(),
            "{lista:?}"
        );
        for pide in ["(first: -1)", "(last: -1)", "(first: null)"] {
            assert_eq!(
                ask(pide),
                Err("PAGINA_INVALIDA".to_owned()),
                "{lista:?} {pide}"
            );
        }
        // What costs too much is refused before its page is looked at.
        for pide in ["(first: 101)", "(last: 2147483647)"] {
            let enorme = ask(pide).unwrap_err();
            assert!(
                ["PAGINA_INVALIDA", "LIMITE_EXCEDIDO"].contains(&&*enorme),
                "{lista:?} {enorme}"
            );
        }
        for pide in [
            r#"(after: "x")"#,
            r#"(before: "")"#,
            r#"(last: 2, before: "b3JkZW46OTk5OTk5")"#,
        ] {
            assert_eq!(
                ask(pide),
                Err("CURSOR_INVALIDO".to_owned()),
                "{lista:?} {pide}"
            );
        }
        // Of what happens, a cursor is of one store: the other one has something else there.
        if ["ediciones", "novedades", "publicaciones"].contains(&lista.1) {
            let ajeno = format!("(after: {})", cursor(todos.len() - 1));
            assert_eq!(
                page(&otro, lista, &ajeno),
                Err("CURSOR_INVALIDO".to_owned()),
                "{lista:?}"
            );
        }
    }
}

const TIPOS: &str = "{ __schema { types { name kind interfaces { name } fields { name } } } }";

#[test]
fn what_has_an_id_is_a_node_and_what_has_a_key_has_an_id() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let datos = servidor.data(TIPOS);
    for tipo in datos["__schema"]["types"].as_array().unwrap() {
        let nombre = tipo["name"].as_str().unwrap();
        let has = |campo: &str| {
            let campos = tipo["fields"].as_array();
            campos.is_some_and(|campos| campos.iter().any(|uno| uno["name"] == campo))
        };
        if tipo["kind"] != "OBJECT" || nombre.ends_with("Edge") || nombre.starts_with("__") {
            continue;
        }
        assert_eq!(
            tipo["interfaces"] == json!([{ "name": "Node" }]),
            has("id"),
            "{nombre}"
        );
        // Entries of catalogues are values of what they are in, and a signature names its key.
        let es_valor = ["EntradaPropia", "Municipio", "Firma"].contains(&nombre);
        assert_eq!(has("clave") && !has("id"), es_valor, "{nombre}");
    }
}

#[test]
fn ids_lead_back_to_what_they_are_of() {
    let casa = Casa::folder();
    casa.demo().publish("2018-01-31");
    let servidor = casa.serve();
    let datos = servidor.data(
        r#"{ novedades(first: 1) { nodes { __typename id } }
          instancia(clave: "20067") { __typename id claves { __typename id }
          edicion(anio: 2017) { __typename id instancia { __typename id }
            agencias { __typename id } convenios { __typename id } proyectos { __typename id } unidades { __typename id }
            pactos { __typename id } informe { __typename id presentadoEn { valor { __typename id } } }
            cifras { __typename id clave } cruces { __typename id clave } actividades(first: 2) { nodes { __typename id } }
            consejos { __typename id integrantes { __typename id } calendario(anio: 2017) { __typename id }
              sesiones { __typename id acuerdos { __typename id clave } } } } } }"#,
    );
    let mut vistos = BTreeSet::new();
    check(&servidor, &datos, &mut vistos);
    for tipo in [
        "Acuerdo",
        "Cifra",
        "Cruce",
        "ClaveFirma",
        "Novedad",
        "Instancia",
        "Sesion",
    ] {
        assert!(vistos.contains(tipo), "{tipo}: {vistos:?}");
    }
    // What an edition says of its instancia and what it is now are not the same.
    let instancia = &datos["instancia"];
    assert_ne!(instancia["id"], instancia["edicion"]["instancia"]["id"]);
    // Ids of what is not there are null, and those that nobody gave are refused.
    let otro = |texto: &str| {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(texto)
    };
    for nada in [
        "acuerdo\n20067\n1\nconsultivo\n1\nnada",
        "CRUCE\n20067\n1\n\nnada",
        "clave\n20067\nRWQ",
        "CIFRA\n20067\n1\n\nnada",
    ] {
        let datos = servidor.data(&format!("{{ node(id: \"{}\") {{ id }} }}", otro(nada)));
        assert_eq!(datos, json!({ "node": null }), "{nada}");
    }
    for malo in [
        "clave\nx\nRWQ",
        "acuerdo\n20067\nx\na\nb\nc",
        "nada\n1\n2\n3\n4\n5\n6",
    ] {
        let codigos = servidor.codes(&format!("{{ node(id: \"{}\") {{ id }} }}", otro(malo)));
        assert_eq!(codigos, ["ID_INVALIDO"], "{malo}");
    }
}

/// Asks again for all that has an id.
fn check(servidor: &Servidor, valor: &Value, vistos: &mut BTreeSet<String>) {
    if let (Some(id), Some(tipo)) = (valor.get("id"), valor.get("__typename")) {
        let datos = servidor.data(&format!("{{ node(id: {id}) {{ __typename id }} }}"));
        assert_eq!(datos["node"], json!({ "__typename": tipo, "id": id }));
        vistos.insert(tipo.as_str().unwrap().to_owned());
    }
    match valor {
        Value::Object(campos) => campos.values().for_each(|uno| check(servidor, uno, vistos)),
        Value::Array(todos) => todos.iter().for_each(|uno| check(servidor, uno, vistos)),
        _ => {}
    }
}
