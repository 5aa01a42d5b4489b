import Delivery
import Foundation
import Manifests

/// Lines for a terminal. What the program says stands in literals; whatever is put into one comes from elsewhere, as a
/// name or a value of a pull request, and is escaped, so that it can be read and do nothing.
///
/// A line feed in it goes on below, further in, so that no line of it passes for one of the program's own.
struct TerminalText: ExpressibleByStringInterpolation, CustomStringConvertible {
    private(set) var description: String

    init(stringLiteral value: String) { description = value }

    init(stringInterpolation: Interpolation) { description = stringInterpolation.text }

    /// Text of the program's own, as the codes of a style.
    init(trusted text: String) { description = text }

    static func + (left: TerminalText, right: TerminalText) -> TerminalText {
        TerminalText(trusted: left.description + right.description)
    }

    static func += (left: inout TerminalText, right: TerminalText) { left.description += right.description }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text: String

        init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ part: TerminalText) { text += part.description }

        mutating func appendInterpolation(_ diagnostic: Diagnostic) {
            let place: TerminalText = diagnostic.location.map { "\($0): " } ?? ""
            let remedy: TerminalText = diagnostic.hint.map { "\n  hint: \($0)" } ?? ""
            appendInterpolation(
                "\(place)\(diagnostic.severity.rawValue): \(diagnostic.message)\(remedy)" as TerminalText)
        }

        mutating func appendInterpolation(_ foreign: some CustomStringConvertible) {
            let lines = VisibleText.escapedLines("\(foreign)")
            // One line is what nearly all are.
            text += lines.utf8.contains(UInt8(ascii: "\n")) ? lines.replacing("\n", with: "\n    ") : lines
        }
    }
}

extension TerminalText {
    /// Puts it on standard error.
    func warn() { FileHandle.standardError.write(Data((description + "\n").utf8)) }
}

/// Prints a line as it is.
func print(_ line: TerminalText, terminator: String = "\n") { Swift.print(line.description, terminator: terminator) }

/// Prints text from wherever it may come, in the place of Swift's own: what a reader cannot see is escaped. Data for
/// programs (JSON, keys, notes) is printed with `Swift.print`, as it is.
func print(_ text: some CustomStringConvertible, terminator: String = "\n") {
    Swift.print(VisibleText.escapedLines("\(text)"), terminator: terminator)
}
