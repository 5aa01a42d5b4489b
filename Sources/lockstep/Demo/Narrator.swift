import Foundation

/// Tells the demo's story: numbered chapters, what is done, what came of it.
struct Narrator: Sendable {
    private let style = Style.standardOutput
    private let started = ContinuousClock.now

    func chapter(_ number: Int, _ title: String) { say("\n\(style.bold("\(number). \(title)"))") }

    /// What a person would type for the same.
    func command(_ text: String) { say("   \(style.faint("$"))  \(style.cyan("\(text)"))") }

    func say(_ text: TerminalText) {
        print(text)
        fflush(nil)
    }

    func detail(_ lines: [TerminalText]) { for line in lines { say("   \(line)") } }

    func done(_ text: String, after duration: Duration? = nil) {
        let time: TerminalText = duration.map { style.faint(" (\(Self.text($0)))") } ?? ""
        say("   \(style.green("✓")) \(text)\(time)")
    }

    var elapsed: Duration { ContinuousClock.now - started }

    static func text(_ duration: Duration) -> String {
        let seconds = duration / .seconds(1)
        return seconds < 1 ? String(format: "%.0f ms", seconds * 1000) : String(format: "%.1f s", seconds)
    }
}
