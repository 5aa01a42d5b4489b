import Manifests

/// Asks of files what the daemon will ask of them once they are merged: loads, reviews and plans every environment.
///
/// Where a cluster cannot be asked, everything else is judged all the same, and what it would have told is reported as
/// not judged.
package struct Check: Sendable {
    private let connect: PlanOutcome.Connect
    private let gate: Gate
    private let isOffline: Bool
    private let time: Instant

    /// - Parameter isOffline: asks no cluster. What a gate without a trust says of signatures counts as not judged then.
    package init(connect: @escaping PlanOutcome.Connect, gate: Gate, isOffline: Bool, at time: Instant = .now()) {
        self.connect = connect
        self.gate = gate
        self.isOffline = isOffline
        self.time = time
    }

    /// - Parameters:
    ///   - names: environments of `head` or `base`.
    ///   - base: what the change starts from; nil takes every finding for new.
    package func run(_ names: [String], of head: Checkout, since base: Checkout?) async -> CheckReport {
        var report = CheckReport(
            revision: head.revision, base: base?.revision, isOffline: isOffline, environments: [], findings: [])
        var known: [CheckFinding] = []
        for name in names {
            var new = await look(at: name, of: head, isHead: true)
            new.findings += await commitFindings(of: name, in: head, since: base)
            var environment = CheckReport.Environment(
                name: name, objects: new.declared.map { ($0.identity, $0.resource.location) }, plan: new.plan,
                unreached: new.unreached)
            if let base {
                let old = await look(at: name, of: base, isHead: false)
                known += old.findings.map { CheckFinding($0, environment: name) }
                environment.changes = ObjectChange.between(old.declared, and: new.declared)
            }
            report.environments.append(environment)
            report.findings += new.findings.map { CheckFinding($0, environment: name) }
        }
        report.findings += Self.undeclared(in: head)
        if let base { known += Self.undeclared(in: base) }
        let before = Set(known.identified().map(\.fingerprint))
        report.findings = report.findings.identified().map { finding in
            var finding = finding
            finding.isNew = base == nil || !before.contains(finding.fingerprint)
            return finding
        }.told()
        return report
    }

    private static func undeclared(in checkout: Checkout) -> [CheckFinding] {
        UndeclaredFolder.warnings(of: checkout).map { CheckFinding($0, environment: nil) }
    }

    private struct Look {
        var findings: [GateFinding] = []
        var declared: [Candidate] = []
        var plan: Plan?
        var unreached: String?
    }

    private func look(at name: String, of checkout: Checkout, isHead: Bool) async -> Look {
        guard checkout.environmentNames.contains(name) else { return Look() }
        switch await Environment.load(name, from: checkout) {
        case .invalid(_, let diagnostics):
            return Look(findings: diagnostics.map { GateFinding(.manifest, $0) })
        case .loaded(let environment, let warnings):
            var look = Look(findings: warnings.map { GateFinding(.manifest, $0) })
            if isOffline {
                await judge(
                    environment, of: checkout, without: "no cluster is asked offline", isHead: isHead, into: &look)
            } else {
                do throws(ClusterUnreachable) {
                    try await judge(environment, of: checkout, isHead: isHead, into: &look)
                } catch {
                    look = Look(findings: warnings.map { GateFinding(.manifest, $0) }, unreached: error.reason)
                    await judge(environment, of: checkout, without: error.reason, isHead: isHead, into: &look)
                }
            }
            return look
        }
    }

    private func judge(
        _ environment: Environment, of checkout: Checkout, isHead: Bool, into look: inout Look
    ) async throws(ClusterUnreachable) {
        let cluster = try await connect(environment.spec.cluster)
        let scopes = try await cluster.scopes(refresh: false)
        let judgement = try await gate.judge(
            environment, of: checkout, on: cluster, at: time.milliseconds, records: isHead)
        look.declared = await gate.declared(in: environment, scopes: scopes)
        look.findings += judgement.findings
        guard isHead, case .admitted(let admitted, _) = judgement.review else { return }
        let plan = try await Planner(cluster: cluster, triesCreations: true).plan(admitted)
            .placingFaults(in: environment.resources)
        look.plan = plan
        look.findings += Self.findings(of: plan)
    }

    /// Judges what can be judged without a cluster.
    private func judge(
        _ environment: Environment, of checkout: Checkout, without reason: String, isHead: Bool, into look: inout Look
    ) async {
        let cluster = UnreachedCluster(environment.resources, reason: reason)
        guard
            let scopes = try? await cluster.scopes(refresh: false),
            let judgement = try? await gate.judge(
                environment, of: checkout, on: cluster, at: time.milliseconds, records: isHead)
        else { return }
        look.unreached = reason
        look.declared = await gate.declared(in: environment, scopes: scopes)
        look.findings += judgement.findings.map { finding in
            var finding = finding
            if isOffline, !gate.judgesSignatures, finding.rule == .signature { finding.isUnjudged = true }
            return finding
        }
    }

    /// Whether the daemon would follow the commits that the change consists of; a work tree is none.
    private func commitFindings(of name: String, in head: Checkout, since base: Checkout?) async -> [GateFinding] {
        guard case .loaded(let environment, _) = await Environment.load(name, from: head) else { return [] }
        let found = await gate.verifyCommits(
            of: environment, in: head, after: base?.revision, allowsUncommitted: true, at: time.milliseconds)
        return switch found {
        case .good: []
        case .bad(let diagnostics):
            diagnostics.map { GateFinding(.signature, $0, isUnjudged: isOffline && !gate.judgesCommits) }
        case .unknown(let diagnostic): [GateFinding(.signature, diagnostic, isUnjudged: true)]
        }
    }

    /// What a sync would stumble over.
    private static func findings(of plan: Plan) -> [GateFinding] {
        var findings: [GateFinding] = []
        if let refusal = plan.refusal { findings.append(GateFinding(.cluster, .error(refusal, at: nil))) }
        for change in plan.changes {
            switch change.action {
            case .refused(let reason):
                findings.append(
                    GateFinding(.cluster, .error(reason, at: change.location), of: change.identity))
            case .conflict(let conflicts, _):
                for conflict in conflicts {
                    findings.append(
                        GateFinding(.cluster, .warning(conflict.description, at: change.location), of: change.identity))
                }
            default: break
            }
        }
        return findings
    }
}
