import ArgumentParser
import Drift
import Foundation
import Manifests
import Transport

struct SketchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sketch", abstract: "Keep the distributions of data in a few kilobytes, for 'drift' to compare.",
        discussion: """
            Takes CSV, JSON Lines and sketches: files, '-', or addresses; several are merged. 'lockstep drift' takes \
            the sketch in place of the data.
            """)

    @Argument(help: "Data or sketches to take in.")
    var data: [String]

    @Option(help: "The file to write; standard output where none is named.")
    var to: String?

    @Option(help: "Numbers and categories that a column keeps: 16 to 65536.")
    var size = 256

    func validate() throws {
        if data.isEmpty { throw ValidationError("expected data to sketch") }
        if !(16...65_536).contains(size) { throw ValidationError("expected a size from 16 to 65536, found \(size)") }
    }

    func run() async throws {
        let client = HTTPClient()
        do {
            var merged: DataSketch?
            for name in data {
                let sketch = try DataSketch(reading: try await DataSource(name).file(client), k: size)
                guard var whole = merged else {
                    merged = sketch
                    continue
                }
                do { try whole.merge(sketch) } catch {
                    throw Failure(
                        "\(name): expected column '\(error.column)' of the kind that it had before, found another")
                }
                merged = whole
            }
            guard let merged else { return }
            let bytes = JSON.canonical(merged.encoded) + [UInt8(ascii: "\n")]
            guard let to else { return FileHandle.standardOutput.write(Data(bytes)) }
            try Data(bytes).write(to: URL(filePath: to))
        } catch let error as DriftError {
            throw Failure(error)
        }
    }
}
