/// A place in a file.
package struct SourceLocation: Sendable, Hashable {
    /// As the reader of the message knows it: a path within the repository, or a URL.
    package var file: String
    /// From 1.
    package var line: Int
    /// From 1, counted in Unicode scalars.
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: CustomStringConvertible {
    package var description: String { "\(file):\(line):\(column)" }
}

extension SourceLocation: Comparable {
    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// What is wrong with an input, where, and what to do about it.
///
/// Bad input is a value, not a thrown error, so that a file's every fault is reported at once.
package struct Diagnostic: Error, Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable {
        case error, warning
    }

    package var severity: Severity
    /// Nil where the fault is in no file: an option, an answer of a server.
    package var location: SourceLocation?
    /// One line, lower case, no final period: what was expected and what was found.
    package var message: String
    /// The remedy, where there is one.
    package var hint: String?

    package init(_ severity: Severity, at location: SourceLocation?, _ message: String, hint: String? = nil) {
        self.severity = severity
        self.location = location
        self.message = message
        self.hint = hint
    }

    package static func error(_ message: String, at location: SourceLocation?, hint: String? = nil) -> Diagnostic {
        Diagnostic(.error, at: location, message, hint: hint)
    }

    package static func warning(_ message: String, at location: SourceLocation?, hint: String? = nil) -> Diagnostic {
        Diagnostic(.warning, at: location, message, hint: hint)
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: error: message`, and the hint on a line of its own.
    package var description: String {
        let place = location.map { "\($0): " } ?? ""
        let remedy = hint.map { "\n  hint: \($0)" } ?? ""
        return "\(place)\(severity.rawValue): \(message)\(remedy)"
    }
}

extension Diagnostic {
    /// The order in which a person reads them: by place, those without a place first.
    package static func inReadingOrder(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
        switch (left.location, right.location) {
        case (nil, nil): left.message < right.message
        case (nil, _): true
        case (_, nil): false
        case (let a?, let b?): a < b
        }
    }
}
