package import Judging
package import Measurement
import Manifests
import Releases

/// Judges a release's checks by what the candidate and the stable version do.
package struct MeasuredChecks: CheckSource {
    package typealias Connect = @Sendable (ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster
    /// The sources for an environment on that cluster.
    package typealias Sources = @Sendable (ClusterReference) async throws(MeasurementError) -> MetricsSources

    /// Who judges the data that a release is given.
    package typealias Drift = @Sendable (ReleaseReading) -> (any DriftJudge)?

    private let sources: Sources
    private let connect: Connect
    private let states: CheckStates
    private let drift: Drift
    private let jobs: (any JobAdmission)?

    /// - Parameter jobs: lets the Jobs of checks run; nil lets none.
    package init(
        sources: @escaping Sources, connect: @escaping Connect, states: CheckStates,
        drift: @escaping Drift = { _ in nil }, jobs: (any JobAdmission)? = nil
    ) {
        self.jobs = jobs
        self.sources = sources
        self.connect = connect
        self.states = states
        self.drift = drift
    }

    package func judgements(of reading: ReleaseReading, now: Instant) async -> [Judgement] {
        do {
            return try await measured(reading, now: now)
        } catch let fault as Held {
            return reading.spec.checks(of: reading.step).map {
                Judgement(check: $0.name, verdict: fault.verdict, reason: fault.reason, evidence: .object(Object()))
            }
        } catch {
            return reading.spec.checks(of: reading.step).map {
                Judgement(
                    check: $0.name, verdict: .providerError, reason: "\(error)", evidence: .object(Object()))
            }
        }
    }

    package func obstacles(toOpening reading: ReleaseReading, now: Instant) async -> [Judgement] {
        do {
            let measurers = try await measurers(of: reading, cluster: try await connect(reading.environment.cluster))
            // The workload under the name that it has for as long as nothing is divided.
            let stable = reading.spec.stableTwin?.name
            let subject = Subject(
                environment: reading.key.environment, release: reading.key.release,
                namespace: reading.workload.namespace ?? "", service: reading.workload.name,
                canary: reading.workload.name, stable: stable)
            var obstacles: [Judgement] = []
            for measurer in measurers {
                guard measurer.asksBeforeOpening else { continue }
                let running = stable == nil ? try await running(reading, now: now) ?? subject : subject
                obstacles += [await measurer.obstacle(toOpening: running, now: now.seconds)].compactMap(\.self)
            }
            return obstacles
        } catch {
            return [
                Judgement(
                    check: reading.spec.checks.first?.name ?? "", verdict: .providerError, reason: "\(error)",
                    evidence: .object(Object()))
            ]
        }
    }

    /// The revision that has the traffic now.
    private func running(_ reading: ReleaseReading, now: Instant) async throws -> Subject? {
        let cluster = try await connect(reading.environment.cluster)
        do throws(SubjectReader.Obstacle) {
            return try await SubjectReader(reading: reading, cluster: cluster, now: now).running()
        } catch {
            switch error {
            case .notYet(let reason): throw Held(verdict: .noData, reason: reason)
            case .unreachable(let reason): throw Held(verdict: .providerError, reason: reason)
            }
        }
    }

    private func measurers(of reading: ReleaseReading, cluster: any LiveCluster) async throws -> [CheckMeasurer] {
        let runner = ClusterJobs(cluster: cluster, isApplied: reading.isApplied) { [jobs] job in
            await jobs?.review(job, of: reading, on: cluster)
                ?? .refused("expected a gate that judges the Job, found none")
        }
        return try CheckMeasurer.all(
            Self.checks(of: reading), interval: reading.spec.interval,
            sources: await sources(reading.environment.cluster),
            edges: CheckEdges(jobs: runner, drift: drift(reading)))
    }

    /// What keeps every check of the release from being looked at.
    private struct Held: Error, CustomStringConvertible {
        var verdict: CheckVerdict
        var reason: String
        var description: String { reason }
    }

    private func measured(_ reading: ReleaseReading, now: Instant) async throws -> [Judgement] {
        let cluster = try await connect(reading.environment.cluster)
        // Chances are shared over all checks, whichever of them the step looks at.
        let names = Set(reading.spec.checks(of: reading.step).map(\.name))
        let measurers = try await measurers(of: reading, cluster: cluster).filter { names.contains($0.check.name) }
        let subject: Subject
        do throws(SubjectReader.Obstacle) {
            subject = try await SubjectReader(reading: reading, cluster: cluster, now: now).subject()
        } catch {
            switch error {
            case .notYet(let reason): throw Held(verdict: .noData, reason: reason)
            case .unreachable(let reason): throw Held(verdict: .providerError, reason: reason)
            }
        }
        let since = reading.since ?? now
        return await withTaskGroup(of: (Int, Judgement).self) { group in
            for (index, measurer) in measurers.enumerated() {
                group.addTask { [states] in
                    var state = await states.state(of: measurer.check.name, release: reading.name)
                    let judgement = await measurer.look(
                        at: subject, step: reading.step, since: since.seconds, now: now.seconds, state: &state)
                    await states.keep(state, of: measurer.check.name, release: reading.name)
                    return (index, judgement)
                }
            }
            var judgements: [(Int, Judgement)] = []
            for await judged in group { judgements.append(judged) }
            return judgements.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func checks(of reading: ReleaseReading) throws -> [CheckSpec] {
        var diagnostics: [Diagnostic] = []
        let checks = reading.spec.measuredChecks(of: reading.objects.workload, into: &diagnostics)
        if let fault = diagnostics.first(where: { $0.severity == .error }) { throw fault }
        return checks
    }
}
