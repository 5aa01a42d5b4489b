/// A change to the text of a YAML file that leaves every other byte as it is: comments, order, blank lines,
/// indentation, quotes.
///
///     let weight = YAMLEdit.set(["spec", "predictor", "canaryTrafficPercent"], to: 10)
///     try YAMLEdit.apply([weight], to: bytes, file: "inference-service.yaml").get()
package struct YAMLEdit: Sendable, Hashable {
    package enum Change: Sendable, Hashable {
        /// Replaces the value, or adds it where the path's last keys are missing. An index equal to the count of
        /// a list appends.
        case set(Value)
        /// Takes the key or the element away with its own lines; an absent one is no fault.
        case remove
    }

    package var path: [PathStep]
    package var change: Change

    package init(path: [PathStep], change: Change) {
        self.path = path
        self.change = change
    }

    package static func set(_ path: [PathStep], to value: Value) -> YAMLEdit {
        YAMLEdit(path: path, change: .set(value))
    }

    package static func remove(_ path: [PathStep]) -> YAMLEdit { YAMLEdit(path: path, change: .remove) }

    /// Makes several changes to one document, one after the other.
    ///
    /// Fails closed: each result is read again, and where the file does not hold the old values with exactly the
    /// change asked for, nothing is returned but a diagnostic.
    ///
    /// - Parameter document: among the file's documents that are not empty, as ``YAML/parse(_:file:limits:)`` gives them.
    package static func apply(
        _ edits: [YAMLEdit], to bytes: [UInt8], file: String, document: Int = 0, limits: YAML.Limits = .standard
    ) -> Result<[UInt8], Diagnostic> {
        var bytes = bytes
        for edit in edits {
            switch edit.applied(to: bytes, file: file, document: document, limits: limits) {
            case .success(let edited): bytes = edited
            case .failure(let diagnostic): return .failure(diagnostic)
            }
        }
        return .success(bytes)
    }

    /// Replaces, or adds, one value.
    package static func replace(
        _ path: [PathStep], with value: Value, in bytes: [UInt8], file: String, document: Int = 0
    ) -> Result<[UInt8], Diagnostic> {
        apply([.set(path, to: value)], to: bytes, file: file, document: document)
    }

    // MARK: One edit

    private func applied(
        to bytes: [UInt8], file: String, document index: Int, limits: YAML.Limits
    ) -> Result<[UInt8], Diagnostic> {
        let (documents, faults) = YAML.parse(bytes, file: file, limits: limits)
        if let fault = faults.first { return .failure(fault) }
        guard documents.indices.contains(index) else {
            let place = SourceLocation(file: file, line: 1, column: 1)
            return .failure(.error("expected document \(index + 1), found \(documents.count) documents", at: place))
        }
        let document = documents[index]
        guard let expected = expected(from: document.value) else {
            return .failure(
                .error("expected a place for '\(path.text)', found none", at: document.nearestLocation(of: path)))
        }
        if expected == document.value { return .success(bytes) }
        let edited: [UInt8]
        switch document.editing(bytes, self) {
        case .failure(let refusal):
            return .failure(
                .error(refusal.message, at: document.nearestLocation(of: path), hint: refusal.hint))
        case .success(let splices): edited = Splice.apply(splices, to: bytes)
        }
        let reread = YAML.parse(edited, file: file, limits: limits)
        var values = documents.map(\.value)
        values[index] = expected
        // A document that became empty is not among those read.
        guard reread.diagnostics.isEmpty, reread.documents.map(\.value) == values else {
            return .failure(
                .error(
                    "cannot change '\(path.text)' and nothing else in the text", at: document.nearestLocation(of: path),
                    hint: "an anchor, a merge key or the layout ties it to other values; edit the file by hand"))
        }
        return .success(edited)
    }

    /// The document's value with the change made; nil where the path leads through what is no object or list.
    private func expected(from value: Value) -> Value? {
        switch change {
        case .set(let new): value.setting(path[...], to: new)
        case .remove: value.removing(path[...])
        }
    }
}

extension Value {
    /// Null counts as an empty object, as the text `key:` may be given members.
    fileprivate func setting(_ path: ArraySlice<PathStep>, to new: Value) -> Value? {
        guard let step = path.first else { return new }
        let rest = path.dropFirst()
        switch (self, step) {
        case (.object(var object), .key(let key)):
            object[key] = (object[key] ?? .null).setting(rest, to: new)
            return object[key] == nil ? nil : .object(object)
        case (.null, .key(let key)): return Value.null.setting(rest, to: new).map { .object([key: $0]) }
        case (.array(var elements), .index(let index)):
            guard index >= 0, index <= elements.count else { return nil }
            let old = index < elements.count ? elements[index] : .null
            guard let changed = old.setting(rest, to: new) else { return nil }
            if index < elements.count { elements[index] = changed } else { elements.append(changed) }
            return .array(elements)
        default: return nil
        }
    }

    fileprivate func removing(_ path: ArraySlice<PathStep>) -> Value {
        guard let step = path.first else { return self }
        let rest = path.dropFirst()
        switch (self, step) {
        case (.object(var object), .key(let key)):
            guard let old = object[key] else { return self }
            object[key] = rest.isEmpty ? nil : old.removing(rest)
            return .object(object)
        case (.array(var elements), .index(let index)):
            guard elements.indices.contains(index) else { return self }
            if rest.isEmpty { elements.remove(at: index) } else { elements[index] = elements[index].removing(rest) }
            return .array(elements)
        default: return self
        }
    }
}
