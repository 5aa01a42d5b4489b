import ArgumentParser
import Delivery
import Foundation
import Logging

/// Where records of what policies decide are kept.
struct DecisionOptions: ParsableArguments {
    @Option(help: "A file to append a record of each decision of policies to, as JSON lines.")
    var decisions: String?

    @Option(help: "A path whose values records leave out, as in 'spec.template.spec.containers[*].env[*].value'.")
    var mask: [String] = []

    func log(at point: String) throws -> DecisionFile? {
        guard let decisions else { return nil }
        return try DecisionFile(path: decisions, point: point, mask: try Self.masks(mask))
    }

    static func masks(_ paths: [String]) throws -> DecisionMask {
        DecisionMask(try paths.map(pattern))
    }

    private static func pattern(_ path: String) throws -> FieldPattern {
        do throws(FieldPattern.Malformed) { return try FieldPattern(path: path) } catch {
            throw ValidationError("expected \(error.expected) after --mask, found '\(path)'")
        }
    }
}

/// Where a daemon keeps its records.
struct DecisionFolderOptions: ParsableArguments {
    @Option(help: "A folder for records of each decision of policies: 'decisions.jsonl', set aside at 64 MiB.")
    var decisions: String?

    @Option(help: "A path whose values records leave out, as in 'spec.template.spec.containers[*].env[*].value'.")
    var mask: [String] = []

    func log(_ logger: Logger) throws -> DecisionFile? {
        guard let decisions else { return nil }
        try FileManager.default.createDirectory(atPath: decisions, withIntermediateDirectories: true)
        return try DecisionFile(
            path: "\(decisions)/decisions.jsonl", point: "serve", mask: try DecisionOptions.masks(mask),
            rotation: DecisionFile.Rotation()
        ) { logger.error("decisions are not recorded", metadata: ["reason": "\($0)"]) }
    }
}
