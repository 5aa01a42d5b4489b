import Drift
import Judging
package import Manifests
package import Measurement
import Releases
package import Transport

/// Judges the data that a release's candidate is given; files are those of the environment's folder at the head.
package struct DataDrift: DriftJudge {
    private let check: DriftCheck

    /// - Parameter file: a path from the repository's root; nil where there is none.
    package init(
        of reading: ReleaseReading, client: HTTPClient,
        file: @escaping @Sendable (_ path: String, _ revision: String) async throws -> [UInt8]?
    ) {
        let (folder, revision) = ("environments/\(reading.key.environment)", reading.revision)
        check = DriftCheck(client: client) { try? await file("\(folder)/\($0)", revision) }
    }

    package func look(
        at specification: Value, check name: String, subject: Subject, chance: DriftChance, now: Double
    ) async -> DriftLook {
        var values = [
            "revision": subject.canary, "canary": subject.canary, "namespace": subject.namespace,
            "service": subject.service, "environment": subject.environment, "release": subject.release,
        ]
        values["stable"] = subject.stable
        let found = await check.finding(
            of: specification, check: name, values: values,
            chance: DriftCheck.Chance(share: chance.share, part: chance.part))
        return DriftLook(found.judgement, isTested: found.isTested)
    }
}
