import Foundation

/// Colours for a terminal; plain text where the output is none or the user asked for none.
///
/// `NO_COLOR` (no-color.org) and `TERM=dumb` switch colours off, `CLICOLOR_FORCE` switches them on.
struct Style: Sendable {
    let isColoured: Bool

    static let standardOutput = Style(descriptor: STDOUT_FILENO)
    static let standardError = Style(descriptor: STDERR_FILENO)

    init(isColoured: Bool) { self.isColoured = isColoured }

    private init(descriptor: Int32) {
        let environment = ProcessEnvironment.variables
        if environment["CLICOLOR_FORCE"].map({ $0 != "0" }) ?? false {
            isColoured = true
        } else {
            isColoured = isatty(descriptor) == 1 && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
        }
    }

    func bold(_ text: TerminalText) -> TerminalText { paint(text, "1") }
    func faint(_ text: TerminalText) -> TerminalText { paint(text, "2") }
    func red(_ text: TerminalText) -> TerminalText { paint(text, "31") }
    func green(_ text: TerminalText) -> TerminalText { paint(text, "32") }
    func yellow(_ text: TerminalText) -> TerminalText { paint(text, "33") }
    func cyan(_ text: TerminalText) -> TerminalText { paint(text, "36") }

    private func paint(_ text: TerminalText, _ code: String) -> TerminalText {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
