/// One document of a YAML file: its value, and where each part of it is written.
///
/// Positions are found by reading the document's own text again, so they cost nothing until asked for.
package struct Document: Sendable {
    /// Where it is written; in one place, since documents go from hand to hand by the thousand.
    private final class Origin: Sendable {
        let location: SourceLocation
        let source: SourceText?
        let extent: DocumentExtent
        /// From the root of the text's document to the value.
        let base: [PathStep]
        let mayHoldNull: Bool

        init(
            location: SourceLocation, source: SourceText?, extent: DocumentExtent, base: [PathStep] = [],
            mayHoldNull: Bool
        ) {
            self.mayHoldNull = mayHoldNull
            self.location = location
            self.source = source
            self.extent = extent
            self.base = base
        }
    }

    package let value: Value
    private let origin: Origin

    /// Of the first node.
    package var location: SourceLocation { origin.location }
    /// False where no part of the value is null, which is known without a look at all of it.
    package var mayHoldNull: Bool { origin.mayHoldNull }
    private var source: SourceText? { origin.source }
    private var extent: DocumentExtent { origin.extent }
    private var base: [PathStep] { origin.base }

    init(value: Value, location: SourceLocation, source: SourceText, extent: DocumentExtent, mayHoldNull: Bool) {
        self.value = value
        origin = Origin(location: location, source: source, extent: extent, mayHoldNull: mayHoldNull)
    }

    /// A value that was not read from YAML text: its parts are all found at one place.
    package init(value: Value, location: SourceLocation) {
        self.value = value
        origin = Origin(
            location: location, source: nil, extent: DocumentExtent(bytes: 0..<0, line: 0), mayHoldNull: true)
    }

    private init(_ parent: Document, value: Value, location: SourceLocation, step: PathStep) {
        self.value = value
        origin = Origin(
            location: location, source: parent.source, extent: parent.extent, base: parent.base + [step],
            mayHoldNull: parent.mayHoldNull)
    }

    private init(value: Value, origin: Origin) {
        self.value = value
        self.origin = origin
    }

    /// The same document with an equal value that takes less memory.
    package func keeping(_ equal: Value) -> Document { Document(value: equal, origin: origin) }

    /// Where the value at a path begins; nil where the path leads nowhere.
    ///
    /// What came through an alias or a merge key is found where it was written.
    package func location(of path: [PathStep]) -> SourceLocation? {
        if path.isEmpty { return location }
        guard let source else { return value[steps: path] == nil ? nil : location }
        return source.syntax(at: extent)?.node(at: base + path).map { place(of: $0.start) }
    }

    /// Where the key at the end of a path is written; for an index, where the element begins.
    package func keyLocation(of path: [PathStep]) -> SourceLocation? {
        guard let source else { return location(of: path) }
        guard case .key(let name)? = path.last else { return location(of: path) }
        let parent = source.syntax(at: extent)?.node(at: base + path.dropLast())
        return parent?.entry(named: name).map { place(of: $0.key.start) }
    }

    /// Where the deepest part of a path that exists begins: the place to report what is missing.
    package func nearestLocation(of path: [PathStep]) -> SourceLocation {
        var path = path
        while !path.isEmpty {
            if let found = keyLocation(of: path) { return found }
            path.removeLast()
        }
        return location
    }

    /// The elements of a list within the document, each with its own positions; empty where there is no list.
    package func elements(at path: [PathStep]) -> [Document] {
        guard case .array(let elements)? = value[steps: path] else { return [] }
        let nodes = source?.syntax(at: extent)?.node(at: base + path)?.elements
        let list = path.reduce(self) { parent, step in
            Document(parent, value: .null, location: location, step: step)
        }
        return elements.enumerated().map { index, element in
            let node = nodes.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            return Document(
                list, value: element, location: node.map { place(of: $0.start) } ?? location, step: .index(index))
        }
    }

    /// The bytes of the file that the document takes; nil where it was not read from text.
    var byteExtent: Range<Int>? { source == nil ? nil : extent.bytes }

    private func place(of mark: TextMark) -> SourceLocation {
        SourceLocation(file: location.file, line: extent.line + mark.line + 1, column: mark.column + 1)
    }
}
