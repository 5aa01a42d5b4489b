import Foundation

/// Rules on the commands that the documents tell a reader to type.
struct DocumentRules {
    /// What there is to type, read from the sources that define it.
    let subcommands: Set<String>
    let targets: Set<String>

    init(subcommands: Set<String>, targets: Set<String>) {
        self.subcommands = subcommands
        self.targets = targets
    }

    /// - `commandLine`: the files of the module `lockstep`.
    init(commandLine: [SourceFile], makefile: String) {
        let named = #/commandName:\s*"([a-z][a-z-]*)"/#
        let typed = #/struct (\w+)\s*:[^{]*ParsableCommand/#
        subcommands = commandLine.reduce(into: ["help"]) { commands, file in
            commands.formUnion(file.text.matches(of: named).map { String($0.output.1) })
            commands.formUnion(file.text.matches(of: typed).map { Self.commandName(ofType: $0.output.1) })
        }
        let target = #/^([a-z][a-z-]*):(?!=)/#.anchorsMatchLineEndings()
        targets = Set(makefile.matches(of: target).map { String($0.output.1) })
    }

    /// As ArgumentParser does it: `PlanCommand` is `plan-command`, `Plan` is `plan`.
    static func commandName(ofType type: some StringProtocol) -> String {
        var name = ""
        for character in type {
            if character.isUppercase, !name.isEmpty { name += "-" }
            name += character.lowercased()
        }
        return name
    }

    /// Every line of an ```sh block that starts with `lockstep` or `make` names a subcommand or target that is there.
    func commands(_ file: SourceFile) -> [String] {
        var isShell = false
        var broken: [String] = []
        for (index, line) in file.lines.enumerated() {
            let trimmed = line.trimmingPrefix(while: \.isWhitespace)
            if trimmed.hasPrefix("```") {
                isShell = !isShell && trimmed == "```sh"
            } else if isShell, let unknown = unknownCommand(in: trimmed) {
                broken.append("\(file.path):\(index + 1): there is no '\(unknown)'")
            }
        }
        return broken
    }

    private func unknownCommand(in line: Substring) -> String? {
        let code = line.prefix { $0 != "#" }.trimmingPrefix("$ ")
        let words = code.split(separator: " ")
        guard let tool = words.first?.split(separator: "/").last, words.count > 1 else { return nil }
        switch tool {
        case "lockstep":
            let isUnknown = !words[1].hasPrefix("-") && !subcommands.contains(String(words[1]))
            return isUnknown ? "lockstep \(words[1])" : nil
        case "make":
            let named = words.dropFirst().prefix { $0.allSatisfy { $0.isLowercase || $0 == "-" } && !$0.hasPrefix("-") }
            return named.first { !targets.contains(String($0)) }.map { "make \($0)" }
        default:
            return nil
        }
    }
}
