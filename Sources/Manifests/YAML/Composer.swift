/// Makes values of events: aliases followed, merge keys merged, duplicate keys found.
///
/// Goes on after a fault that leaves the text readable, so that a document's every fault is found;
/// ``stop`` says where it could not.
struct Composer: ~Copyable {
    struct Stop {
        /// From the beginning of the text.
        var byte: Int
        /// Where the document begins that could not be read to its end.
        var documentStart: Int
    }

    /// What an anchor stands for.
    enum Anchored {
        /// Its node is being read: an alias to it here would contain itself.
        case open
        case closed(Value, size: Size, height: Int)
    }

    /// What aliases are charged for.
    struct Size {
        var nodes = 0
        /// Bytes of scalars and keys.
        var bytes = 0
    }

    private(set) var faults: FaultList
    private(set) var documentCount: Int
    private(set) var stop: Stop?

    var reader: EventReader
    let source: SourceText
    let text: UnsafeRawBufferPointer
    private let offset: Int
    private let line: Int
    let limits: YAML.Limits
    private var places: ByteCounter
    private var documentStart = 0

    var keys = KeyCache()
    var anchors: [String: Anchored] = [:]
    /// Of everything composed in the document so far, aliases counted as what they stand for.
    var size = Size()
    /// The part of it that aliases added.
    var added = Size()
    var isOverBudget = false
    /// Whether anything of the document was null so far.
    private var holdsNull = false
    /// The deepest level reached since it was last set back.
    var deepest = 0

    // Stacks shared by all levels, so that a collection is allocated once, at its final size.
    private let values = OpenItems<Value>(capacity: 16)
    let members = OpenItems<Object.Member>(capacity: 32)
    /// Of the keys in `members`; nil for a merged one.
    let keyPlaces = OpenItems<TextMark?>(capacity: 32)

    /// - Parameters:
    ///   - text: the file from a document's beginning on. INVARIANT: it outlives the composer.
    ///   - offset: bytes of the file before it.
    ///   - line: lines of the file before it.
    init(
        _ text: UnsafeRawBufferPointer, source: SourceText, offset: Int, line: Int, limits: YAML.Limits,
        documentCount: Int, faults: consuming FaultList
    ) {
        self.text = text
        self.source = source
        self.offset = offset
        self.line = line
        self.limits = limits
        self.documentCount = documentCount
        self.faults = faults
        reader = EventReader(text)
        places = ByteCounter(text)
    }

    // MARK: Documents

    /// Reads up to the end of the text or up to a fault after which nothing can be read.
    mutating func readDocuments(into documents: inout [Document]) {
        reader.advance()
        if reader.kind == .streamStart { reader.advance() }
        while reader.kind == .documentStart, stop == nil {
            if let document = readDocument() { documents.append(document) }
        }
        if reader.kind == .failed { fail() }
    }

    private mutating func readDocument() -> Document? {
        documentCount += 1
        let beginning = reader.start
        guard documentCount <= limits.documents else {
            report("expected at most \(limits.documents) documents in a file", at: beginning)
            stop = Stop(byte: text.count, documentStart: text.count)
            return nil
        }
        let faultsBefore = faults.count
        anchors.removeAll(keepingCapacity: true)
        (size, added, isOverBudget) = (Size(), Size(), false)
        holdsNull = false
        documentStart = places.byte(of: beginning)
        let firstByte = documentStart
        reader.advance()
        let isEmpty = reader.kind == .scalar && reader.scalar.isEmpty && reader.isImplicit
        let location = place(reader.start)
        let value = compose(depth: 0)
        guard stop == nil, reader.kind == .documentEnd else { return nil }
        let lastByte = places.byte(of: reader.end)
        reader.advance()
        guard !isEmpty, value != .null, faults.count == faultsBefore else { return nil }
        let extent = DocumentExtent(bytes: (offset + firstByte)..<(offset + lastByte), line: line + beginning.line)
        return Document(
            value: value, location: location, source: source, extent: extent,
            mayHoldNull: holdsNull)
    }

    // MARK: Nodes

    /// Reads the node at which the reader stands and goes past it. After a fault the value is null.
    mutating func compose(depth: Int) -> Value {
        deepest = max(deepest, depth)
        size.nodes += 1
        switch reader.kind {
        case .scalar:
            guard let anchor = reader.anchor else { return composeScalar() }
            let before = size
            let value = composeScalar()
            close(anchor, value, since: before, height: 0)
            return value
        case .alias: return composeAlias(depth: depth)
        case .mappingStart, .sequenceStart: return composeCollection(depth: depth)
        default:
            fail()
            return .null
        }
    }

    private mutating func composeCollection(depth: Int) -> Value {
        guard depth < limits.depth else {
            report(
                "expected at most \(limits.depth) levels of nesting", at: reader.start,
                hint: "no field of Kubernetes lies that deep; write free data as text, in a block that begins with '|'")
            halt(at: reader.start)
            return .null
        }
        let isMapping = reader.kind == .mappingStart
        guard let anchor = reader.anchor else {
            reader.advance()
            return isMapping ? composeMapping(depth: depth) : composeSequence(depth: depth)
        }
        anchors[anchor] = .open
        let before = size
        let deepestOutside = deepest
        deepest = depth
        reader.advance()
        let value = isMapping ? composeMapping(depth: depth) : composeSequence(depth: depth)
        close(anchor, value, since: before, height: deepest - depth)
        deepest = max(deepest, deepestOutside)
        return value
    }

    mutating func close(_ anchor: String, _ value: Value, since before: Size, height: Int) {
        let own = Size(nodes: size.nodes - before.nodes + 1, bytes: size.bytes - before.bytes)
        anchors[anchor] = .closed(value, size: own, height: height)
    }

    private mutating func composeSequence(depth: Int) -> Value {
        let base = values.count
        while reader.kind != .sequenceEnd {
            values.push(compose(depth: depth + 1))
            if stop != nil { return .null }
        }
        reader.advance()
        return .array(values.take(from: base) { $0 })
    }

    private mutating func composeScalar() -> Value {
        defer { reader.advance() }
        size.bytes += reader.scalar.count
        switch reader.resolveScalar() {
        case .success(.plain(let resolution)):
            if let value = resolution.value(text: String(decoding: reader.scalar, as: UTF8.self)) {
                if value.isNull { holdsNull = true }
                return value
            }
            let text = String(decoding: reader.scalar, as: UTF8.self)
            report("expected a finite number, found '\(text)'", at: reader.start, hint: "quote it if it is a string")
        case .success(.binary(let string)): return .string(string)
        case .failure(let fault): report(fault.message, at: reader.start, hint: fault.hint)
        }
        return .null
    }

    // MARK: Faults

    func place(_ mark: TextMark) -> SourceLocation {
        // libyaml ends a text that lacks its last line feed on a line that is not there.
        if mark.column == 0, places.byte(of: mark) == text.count {
            var end = SourceLocation.of(byte: text.count, in: text, file: source.file)
            end.line += line
            return end
        }
        return SourceLocation(file: source.file, line: line + mark.line + 1, column: mark.column + 1)
    }

    mutating func report(_ message: String, at mark: TextMark, hint: String? = nil) {
        faults.append(.error(message, at: place(mark), hint: hint))
    }

    /// The text is not YAML here.
    private mutating func fail() {
        guard stop == nil else { return }
        let fault = SyntaxFault(reader.problem, text: text, places: places)
        report(fault.message, at: fault.place, hint: fault.hint)
        halt(at: reader.problem.place)
    }

    private mutating func halt(at mark: TextMark) {
        if stop == nil { stop = Stop(byte: places.byte(of: mark), documentStart: documentStart) }
    }
}
