import Manifests
import Measurement
import Releases

/// The Jobs that the checks of an environment's releases will run, as far as they can be told before.
///
/// They are judged with the environment, so that one that may not run is refused where it is written; each is judged
/// again, with its variables filled, right before it is made.
enum CheckJobs {
    static func resources(of environment: Environment) -> [Resource] {
        environment.releases.flatMap { release -> [Resource] in
            let workload = environment.resource(release.workload)
            // What is wrong with a check was told when the environment was loaded.
            var told: [Diagnostic] = []
            let checks = release.measuredChecks(of: workload?.object, into: &told)
            return checks.compactMap { check in
                guard case .job(let job) = check.measure else { return nil }
                let object = ClusterJobs.job(
                    "lockstep-\(release.name)-\(check.name)", job.spec,
                    workload?.namespace ?? environment.spec.namespace)
                // An image whose name is not known yet cannot be judged yet.
                guard !Self.names(object, "{{") else { return nil }
                let location = release.checks.first { $0.name == check.name }?.location ?? release.location
                return Resource.read(Document(value: object, location: location), into: &told).first
            }
        }
    }

    /// Whether an image of the Job has a text in it.
    private static func names(_ job: Value, _ text: String) -> Bool {
        ArtifactReferences(of: job).artifacts.contains { $0.contains(text) }
    }
}
