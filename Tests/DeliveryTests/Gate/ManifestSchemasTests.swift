import Manifests
import Testing

@testable import Delivery

/// Objects are judged by their schemas before anything is sent.
@Suite struct ManifestSchemasTests {
    private func faults(_ files: [String: String], more: [Checkout.File] = [], offline: Bool = false) async throws
        -> [String]
    {
        var checkout = Sample.checkout(files)
        checkout.files += more
        guard case .loaded(let environment, _) = await Environment.load("staging", from: checkout) else {
            throw Sample.NotAdmitted()
        }
        let cluster: any LiveCluster =
            offline ? UnreachedCluster(environment.resources, reason: "offline") : SimulatedCluster()
        switch try await Gate().admit(environment, of: checkout, on: cluster, at: 0) {
        case .admitted: return []
        case .denied(let diagnostics), .undecided(let diagnostics): return diagnostics.map(\.description)
        }
    }

    @Test(arguments: [false, true])
    func `unknown fields and wrong types are told at their places, all at once`(offline: Bool) async throws {
        let found = try await faults(
            [
                "d.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: d
                spec:
                  replicas: two
                  selector: { matchLabels: { app: d } }
                  strateggy: {}
                  template:
                    metadata: { labels: { app: d } }
                    spec:
                      containers:
                        - name: c
                          imag: i:1
                          args: -a
                """
            ], offline: offline)
        let file = "environments/staging/d.yaml"
        #expect(
            found == [
                "\(file):6:13: error: expected 'spec.replicas' to be a number, found 'two'",
                "\(file):8:3: error: expected a field that 'Deployment' has, found 'spec.strateggy'\n"
                    + "  hint: did you mean 'strategy'?",
                "\(file):14:11: error: expected a field that 'Deployment' has, found "
                    + "'spec.template.spec.containers[name=c].imag'\n  hint: did you mean 'image'?",
                "\(file):15:17: error: expected 'spec.template.spec.containers[name=c].args' to be a list, found '-a'",
            ])
    }

    @Test func `data that is no text is to be quoted`() async throws {
        let found = try await faults([
            "c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  a: true\n  b: \"1\"\n"
        ])
        #expect(
            found == [
                "environments/staging/c.yaml:5:6: error: expected 'data.a' to be a string, found true\n"
                    + "  hint: put it in quotes"
            ])
    }

    private func deployment(replicas: String = "1", memory: String = "1Gi", env: String = "") -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: d }
        spec:
          replicas: \(replicas)
          selector: { matchLabels: { app: d } }
          template:
            metadata: { labels: { app: d } }
            spec:
              containers:
                - name: c
                  image: i:1
                  env: [\(env)]
                  resources:
                    limits:
                      memory: \(memory)

        """
    }

    @Test(arguments: [
        ("1.5", "a whole number, found 1.5"),
        ("3000000000", "a whole number from -2147483648 to 2147483647, found 3000000000"),
        ("1e400", "a number, found '1e400'"),
        ("'2'", "a number, found '2'\n  hint: leave out the quotes"),
    ])
    func `where a whole number is wanted, no fraction passes and nothing out of range`(
        written: String, told: String
    ) async throws {
        let found = try await faults(["d.yaml": deployment(replicas: written)], offline: true)
        #expect(found == ["environments/staging/d.yaml:5:13: error: expected 'spec.replicas' to be \(told)"])
    }

    @Test(arguments: ["2.0", "1e2", "null"])
    func `a whole number may be written as the server takes it`(written: String) async throws {
        #expect(try await faults(["d.yaml": deployment(replicas: written)], offline: true) == [])
    }

    @Test(arguments: ["16GB", "1 Gi", "true", "[1]", "''"])
    func `a quantity that is none is told at its place`(written: String) async throws {
        let found = try await faults(["d.yaml": deployment(memory: written)], offline: true)
        let place =
            "environments/staging/d.yaml:16:23: error: expected "
            + "'spec.template.spec.containers[name=c].resources.limits.memory' to be a quantity such as 16G or 16Gi, found "
        #expect(found.count == 1 && found.allSatisfy { $0.hasPrefix(place) }, "\(found)")
    }

    @Test(arguments: ["1", "0.5", "500m", "1.5Gi", "1e3", "' 1Gi '", "-1", "null", ".5"])
    func `quantities are numbers and texts`(written: String) async throws {
        #expect(try await faults(["d.yaml": deployment(memory: written)], offline: true) == [])
    }

    @Test func `of two items with one key, each is told by its index`() async throws {
        let found = try await faults(
            ["d.yaml": deployment(env: "{ name: Q, value: true }, { name: P, value: 1 }, { name: Q, value: x }")],
            offline: true)
        let env = "spec.template.spec.containers[name=c].env"
        #expect(
            found == [
                "environments/staging/d.yaml:13:11: error: expected items of '\(env)' that can be told apart, found: "
                    + "duplicate entries for key [name=\"Q\"]",
                "environments/staging/d.yaml:13:35: error: expected '\(env)[0].value' to be a string, found true\n"
                    + "  hint: put it in quotes",
                "environments/staging/d.yaml:13:61: error: expected '\(env)[name=P].value' to be a string, found 1\n"
                    + "  hint: put it in quotes",
            ])
    }

    @Test func `of the faults of a file a hundred are told`() async throws {
        let objects = (1...150).map { Sample.configMap("c\($0)") + "foo: 1\n" }.joined(separator: "---\n")
        for found in [
            try await faults(["c.yaml": objects], offline: true),
            try await faults(["c.yaml": Array(repeating: Sample.configMap("c"), count: 151).joined(separator: "---\n")]
            ),
        ] {
            #expect(found.count == 101)
            #expect(
                found.last?.hasSuffix(
                    ": error: expected at most 100 faults in a file, found 150\n"
                        + "  hint: mend those that are told, and ask again") == true)
        }
    }

    @Test func `of a Secret the key and the fault are told, and no value`() async throws {
        let found = try await faults([
            "s.yaml":
                "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData:\n  pin: 271828\ndat: { p: hunter2 }\n"
        ])
        #expect(
            found == [
                "environments/staging/s.yaml:5:8: error: expected 'stringData.pin' to be a string, found an integer\n"
                    + "  hint: put it in quotes",
                "environments/staging/s.yaml:6:1: error: expected a field that 'Secret' has, found 'dat'\n"
                    + "  hint: did you mean 'data'?",
            ])
    }

    private func service(_ ports: String) -> String {
        "apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec:\n  ports:\n\(ports)"
    }

    @Test func `a null in the key of an item is not sent, so that the item does not grow another`() async throws {
        let service = GroupVersionKind(group: "", version: "v1", kind: "Service")
        let checkout = Sample.checkout([
            "s.yaml": self.service("    - { port: 80, protocol: null, appProtocol: null }\n")
        ])
        guard case .loaded(let environment, _) = await Environment.load("staging", from: checkout),
            case .admitted(let admitted, _) = try await Gate().admit(
                environment, of: checkout, on: SimulatedCluster(kinds: [service: .namespaced]), at: 0)
        else { throw Sample.NotAdmitted() }
        let ports = admitted.resources.first?.object[path: "spec", "ports"]
        #expect(ports == [["port": 80, "appProtocol": .null]])
    }

    @Test func `a null in the key of an item is no other key than its default`() async throws {
        let found = try await faults(
            ["s.yaml": service("    - { port: 80, protocol: null }\n    - { port: 80, protocol: TCP }\n")],
            offline: true)
        #expect(found.count == 1 && found.allSatisfy { $0.contains("duplicate entries for key") }, "\(found)")
    }

    private let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: foos.example.com }
        spec:
          group: example.com
          scope: Namespaced
          names: { kind: Foo, plural: foos }
          versions:
            - name: v1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  properties: { spec: { type: object, properties: { size: { type: integer } } } }

        """

    @Test(arguments: [true, false])
    func `a kind is judged by its definition in Git, wherever that stands`(isOwn: Bool) async throws {
        let foo = "apiVersion: example.com/v1\nkind: Foo\nmetadata: { name: f }\nspec: { size: large, colour: red }\n"
        let other = Checkout.File(path: "environments/platform/crd.yaml", bytes: Array(definition.utf8))
        let found = try await faults(
            ["f.yaml": foo].merging(isOwn ? ["crd.yaml": definition] : [:]) { $1 }, more: isOwn ? [] : [other],
            offline: true)
        #expect(
            found == [
                "environments/staging/f.yaml:4:15: error: expected 'spec.size' to be a number, found 'large'",
                "environments/staging/f.yaml:4:22: error: expected a field that 'Foo' has, found 'spec.colour'\n"
                    + "  hint: its fields here are 'size'",
            ])
    }

    @Test(arguments: [
        ("{ type: integer }", "1.5", "a whole number, found 1.5"),
        (
            "{ type: integer, format: int64 }", "1e19",
            "a whole number from -9223372036854775808 to 9223372036854775807, found 10000000000000000000.0"
        ),
        (
            "{ x-kubernetes-int-or-string: true }", "0.5",
            "a whole number or a string, found 0.5\n  hint: put it in quotes if it is a quantity"
        ),
        ("{ x-kubernetes-int-or-string: true }", "[]", "a whole number or a string, found a list"),
        ("{ type: number }", "1.5", nil),
        ("{ x-kubernetes-int-or-string: true, anyOf: [{ type: integer }, { type: string }] }", "50%", nil),
    ])
    func `a definition says which numbers are whole`(schema: String, value: String, told: String?) async throws {
        let found = try await faults(
            [
                "f.yaml": "apiVersion: example.com/v1\nkind: Foo\nmetadata: { name: f }\nspec: { size: \(value) }\n",
                "crd.yaml": definition.replacing("{ type: integer }", with: schema),
            ], offline: true)
        #expect(
            found
                == (told.map { ["environments/staging/f.yaml:4:15: error: expected 'spec.size' to be \($0)"] } ?? []))
    }

    @Test func `a fault of a definition beside its objects is told once`() async throws {
        let empty = definition.prefix { _ in true }.split(separator: "  versions:")[0] + "  versions: []\n"
        let found = try await faults(
            ["f.yaml": empty + "---\napiVersion: example.com/v1\nkind: Foo\nmetadata: { name: f }\n"], offline: true)
        #expect(
            found == [
                "environments/staging/f.yaml:8:13: error: expected 'spec.versions' to be a list of versions, found an "
                    + "empty list\n  hint: objects of this kind are judged by its definition: write the schema as the "
                    + "cluster will take it"
            ])
    }

    @Test(arguments: [true, false])
    func `a definition whose schema cannot be read is told, and its objects do not pass unjudged`(isOwn: Bool)
        async throws
    {
        let foo = "apiVersion: example.com/v1\nkind: Foo\nmetadata: { name: f }\nspec: { size: large }\n"
        let broken = definition.replacing("type: object\n", with: "type: objekt\n")
            .replacing("size: { type: integer }", with: "size: integer")
        let path = isOwn ? "environments/staging/crd.yaml" : "environments/platform/crd.yaml"
        let found = try await faults(
            ["f.yaml": foo].merging(isOwn ? ["crd.yaml": broken] : [:]) { $1 },
            more: isOwn ? [] : [Checkout.File(path: path, bytes: Array(broken.utf8))], offline: !isOwn)
        let schema = "spec.versions[0].schema.openAPIV3Schema"
        let told = [
            "\(path):14:17: error: expected '\(schema).type' to be one of 'array', 'boolean', 'integer', 'number', "
                + "'object', 'string', found 'objekt'",
            "\(path):15:67: error: expected '\(schema).properties.spec.properties.size' to be a schema, found 'integer'",
        ].map {
            $0
                + "\n  hint: objects of this kind are judged by its definition: write the schema as the cluster will take it"
        }
        #expect(told.allSatisfy(found.contains), "\(found)")
    }

    @Test(arguments: [
        ("      schema:\n        openAPIV3Schema:", "      title:\n        text:", "9:7"),
        ("group: example.com", "grupp: example.com", "4:1"),
    ])
    func `a definition without a schema, or of no group, is told where it should say so`(
        what: String, instead: String, place: String
    ) async throws {
        let foo = "apiVersion: example.com/v1\nkind: Foo\nmetadata: { name: f }\n"
        let found = try await faults(
            ["f.yaml": foo],
            more: [
                Checkout.File(
                    path: "environments/platform/crd.yaml",
                    bytes: Array(definition.replacing(what, with: instead).utf8))
            ], offline: true)
        #expect(
            found.count == 1 && found.allSatisfy { $0.contains("crd.yaml:\(place): error: expected 'spec.") },
            "\(found)")
    }

    @Test func `a file that may hold the definition and cannot be read is told`() async throws {
        let found = try await faults(
            ["f.yaml": "apiVersion: example.com/v1\nkind: Foo\nmetadata: { name: f }\n"],
            more: [
                Checkout.File(
                    path: "environments/platform/crd.yaml",
                    bytes: Array((definition + "            - this: [is no YAML\n").utf8))
            ], offline: true)
        #expect(found.count == 1 && found.allSatisfy { $0.hasPrefix("environments/platform/crd.yaml:") })
    }

    private static func elsewhere(_ path: String, _ text: String) -> Checkout.File {
        Checkout.File(path: "environments/\(path)", bytes: Array(text.utf8))
    }

    @Test func `a broken definition elsewhere does not count where another defines the kind`() async throws {
        let broken = definition.replacing("type: object\n", with: "type: objekt\n")
        let found = try await faults(
            ["f.yaml": "apiVersion: example.com/v1\nkind: Foo\nmetadata: { name: f }\nspec: { size: large }\n"],
            more: [
                Self.elsewhere("development/crd.yaml", broken), Self.elsewhere("platform/crd.yaml", definition),
                Self.elsewhere("production/crd.yaml", broken + "        - [\n"),
            ], offline: true)
        #expect(
            found == ["environments/staging/f.yaml:4:15: error: expected 'spec.size' to be a number, found 'large'"])
    }

    @Test(arguments: [
        ("README.md", "A CustomResourceDefinition of Foo: [\n"),
        ("notes.yaml", "# kind: CustomResourceDefinition\n# of Foo\nname: {{ a }}: [\n"),
        ("list.yaml", "kind: CustomResourceDefinitionList\nFoo: [\n"),
        (
            "other.yaml",
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
                + "metadata: { name: bars.other.org }\nspec: { names: { kind: Foo } }\n"
        ),
    ])
    func `what is no definition of the kind is no hindrance`(name: String, text: String) async throws {
        let found = try await faults(
            ["f.yaml": "apiVersion: example.com/v1\nkind: Foo\nmetadata: { name: f }\n"],
            more: [Self.elsewhere("platform/\(name)", text)], offline: true)
        #expect(found == [])
    }

    @Test(arguments: [
        "kind: CustomResourceDefinition", "a: 1\n  - kind: 'CustomResourceDefinition' # Foo\n",
        #"{"apiVersion":"v1","kind":"CustomResourceDefinition"}"#, "  \"kind\" : \"CustomResourceDefinition\",\r\n",
    ])
    func `a definition is known by its kind, however it is written`(text: String) {
        #expect(SchemaReview.looksLikeDefinition(Array(text.utf8)))
    }
}
