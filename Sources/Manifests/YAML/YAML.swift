/// YAML text to ``Value`` and back, read as kubectl reads it.
///
/// kubectl turns YAML into JSON with sigs.k8s.io/yaml, a fork of go-yaml v2: YAML 1.1 with its `yes`/`no`
/// booleans and `0777` octals, some of YAML 1.2, floats that lose their fraction when it is zero.
///
///     YAML.parse(Array("replicas: 2\npaused: no\n".utf8), file: "a.yaml").documents[0].value
///     // ["paused": false, "replicas": 2]
package enum YAML {
    package struct Limits: Sendable {
        /// Bytes of one file.
        package var bytes: Int
        /// Mappings and lists inside one another, aliases followed.
        package var depth: Int
        /// Nodes that aliases and merge keys add to one document.
        package var aliasNodes: Int
        /// How many times its own size a document's scalars may grow by aliases; 1 MiB is always allowed.
        package var aliasGrowth: Int
        /// Documents in one file, the empty ones too.
        package var documents: Int
        /// Diagnostics for one file; what is wrong after that stays unsaid.
        package var diagnostics: Int

        package init(
            bytes: Int = 4 << 20, depth: Int = 64, aliasNodes: Int = 100_000, aliasGrowth: Int = 10,
            documents: Int = 20_000, diagnostics: Int = 100
        ) {
            self.bytes = bytes
            self.depth = depth
            self.aliasNodes = aliasNodes
            self.aliasGrowth = aliasGrowth
            self.documents = documents
            self.diagnostics = diagnostics
        }

        /// 4 MiB, 64 deep, 100,000 nodes from aliases.
        package static let standard = Limits()
    }

    /// Reads every document of a file; empty documents are left out.
    ///
    /// A document with a fault is not among the documents. After a syntax error reading goes on at the next
    /// line that begins with `---`, so a file's every broken document is reported at once.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, with or without a byte order mark.
    ///   - file: the name that locations carry.
    package static func parse(
        _ bytes: [UInt8], file: String, limits: Limits = .standard
    ) -> (documents: [Document], diagnostics: [Diagnostic]) {
        let source = SourceText(bytes: bytes, file: file)
        if let fault = source.fault(limits: limits) { return ([], [fault]) }
        return bytes.withUnsafeBytes { buffer in
            FileParser(source: source, text: buffer, limits: limits).parse()
        }
    }

    package static func parse(
        _ text: String, file: String, limits: Limits = .standard
    ) -> (documents: [Document], diagnostics: [Diagnostic]) {
        parse(Array(text.utf8), file: file, limits: limits)
    }

    /// Block style for people, ending in a line feed: `apiVersion`, `kind`, `metadata`, `name`, `namespace`,
    /// `spec` first, other keys by their bytes; strings quoted where they would otherwise read back as
    /// something else.
    ///
    /// Reading it back gives the same value, but for a double without a fraction, which YAML as Kubernetes
    /// reads it does not have: `2.0` reads back as the integer 2.
    package static func write(_ value: Value) -> String {
        var writer = YAMLWriter()
        writer.writeDocument(value)
        return writer.text
    }
}
