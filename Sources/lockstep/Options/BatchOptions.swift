import ArgumentParser
import Foundation
import Synchronization
import Trust

/// Something that is to be signed, and what a list says of it.
struct SigningTarget: Sendable {
    var place: String
    /// nil where `--artifact` says it for all.
    var artifact: String?
    /// nil where `--artifact-version` says it for all.
    var version: Int64?
}

/// Several things that are signed in one call.
struct BatchOptions: ParsableArguments {
    @Option(
        help: """
            A file that names further ones, one a line; '-' is standard input. After a tab may follow the artifact's \
            name, after another its version. Empty lines and those that begin with '#' count for nothing.
            """)
    var list: String?

    /// All that are named, each once.
    func targets(_ named: [String]) throws -> [SigningTarget] {
        var targets = named.map { SigningTarget(place: $0) }
        if let list { targets += try Self.read(list) }
        guard !targets.isEmpty else { throw Failure("expected something to sign, found nothing named") }
        var seen: Set<String> = []
        for target in targets where !seen.insert(target.place).inserted {
            throw Failure("expected each to be named once, found '\(target.place)' twice")
        }
        return targets
    }

    private static func read(_ list: String) throws -> [SigningTarget] {
        let bytes =
            list == "-" ? Array(FileHandle.standardInput.readDataToEndOfFile()) : try DurableFile.read(path: list)
        guard let bytes else { throw Failure("no file '\(list)'") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure("\(list): expected UTF-8") }
        var targets: [SigningTarget] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.hasSuffix("\r") ? line.dropLast() : line
            if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { continue }
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            let version = parts.count == 3 ? Int64(parts[2]).flatMap { $0 >= 1 ? $0 : nil } : nil
            guard parts.count <= 3, !parts.contains(""), parts.count < 3 || version != nil else {
                throw Failure(
                    "\(list):\(index + 1): expected what to sign, an artifact's name and a version from 1, with tabs "
                        + "between them, found '\(line)'")
            }
            targets.append(
                SigningTarget(place: parts[0], artifact: parts.count > 1 ? parts[1] : nil, version: version))
        }
        return targets
    }

    /// How many are read at once: as many as there are cores, each with its share of the threads.
    static let width = ProcessInfo.processInfo.activeProcessorCount

    /// In the last line of a terminal on standard error, and nowhere else.
    static func show(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
}

/// Tells how many of a batch are done.
final class BatchProgress: Sendable {
    private let counter: @Sendable (Int) -> String
    private let done = Mutex(0)

    /// - Parameter word: what is done to them: `read 3 of 40`.
    init(_ word: String, of total: Int) { counter = { "\(word) \($0) of \(total)" } }

    func add(_ more: Int = 1) {
        done.withLock { done in
            done += more
            BatchOptions.show(counter(done))
        }
    }
}
