import ArgumentParser
import Foundation
import Rules

struct PolicyFormatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Lay out policies in the one way.",
        discussion: "Only white space changes. A file that cannot be parsed is left as it is.")

    @OptionGroup var files: PolicyFiles

    @Flag(help: "Change nothing; exit 1 when a file would change.")
    var check = false

    func run() async throws {
        var differs = false
        for file in try files.read() where file.name.contains(".policy") {
            let text: String
            do throws(RulesError) { text = try Formatter.format(file) } catch {
                print(error.message)
                throw Exit.badInput
            }
            guard Array(text.utf8) != file.bytes else { continue }
            differs = true
            print(check ? "would change \(file.name)" : "changed \(file.name)")
            if !check { try Data(text.utf8).write(to: URL(filePath: file.name)) }
        }
        if check, differs { throw Exit.difference }
    }
}
