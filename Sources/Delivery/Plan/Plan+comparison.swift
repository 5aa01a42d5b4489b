import Manifests
import StructuredMerge

extension Plan {
    /// What becomes of one declared object, by what the cluster has and answers.
    struct Comparison {
        private let environment: AdmittedEnvironment
        private let live: LiveState
        private let previews: [ResourceIdentity: Value]?
        private let schemas: SchemaCatalog
        private let namespaces: Set<String>
        /// Kinds whose definitions this plan changes: what the cluster says of their objects now is not the last word.
        private var redefined: Set<GroupKind> = []
        /// What the cluster will know of kinds once this plan is applied.
        private var comingSchemas: SchemaCatalog
        private let leaving: LeavingHomes

        init(
            _ environment: AdmittedEnvironment, _ live: LiveState, _ dryRuns: [ResourceIdentity: DryRun],
            _ previews: [ResourceIdentity: Value]?, _ schemas: SchemaCatalog
        ) {
            (self.environment, self.live, self.previews, self.schemas) = (environment, live, previews, schemas)
            comingSchemas = schemas
            let kind = GroupKind(group: "", kind: "Namespace")
            namespaces = Set(environment.resources.filter { $0.identity.groupKind == kind }.map(\.identity.name))
            leaving = LeavingHomes(
                environment.resources.lazy.map(\.identity).compactMap { identity in
                    live.objects[identity].map { (identity, $0) }
                })
            for resource in environment.resources where resource.identity.groupKind == .customResourceDefinition {
                switch change(for: resource, dryRun: dryRuns[resource.identity]).action {
                case .create, .update, .recreate: break
                default: continue
                }
                if let kind = GroupKind(definedBy: resource.object) { redefined.insert(kind) }
                // The gate has judged it: what cannot be read of it is as the cluster knows it.
                try? comingSchemas.add(customResourceDefinition: resource.object)
            }
        }

        func change(for resource: AdmittedResource, dryRun: DryRun?) -> PlannedChange {
            let object = live.objects[resource.identity]
            let heals = environment.spec.sync.selfHeal
            let predecessors = environment.predecessors(of: resource.identity)
            let takeover =
                dryRun == nil
                ? nil
                : object.flatMap { Ownership.takeover(of: $0, for: resource, from: predecessors, schemas: schemas) }
            let answer = dryRun.map { after(takeover, $0, resource.identity) }
            var change = PlannedChange(
                identity: resource.identity, kind: resource.kind,
                action: action(for: resource, object: object, dryRun: answer), desired: resource, live: object,
                takeover: takeover)
            change.isConfirmed = dryRun != nil
            guard let object else { return change }
            if case .adopt = change.action, case .result(let predicted)? = answer {
                change.declared = .changed(from: object, to: predicted, schema: schemas[resource.kind])
            }
            switch (dryRun, change.action) {
            case (.immutable(_, let anew?)?, .recreate):
                change.attempted = Recreation.differences(
                    of: resource, live: object, anew: anew, schemas[resource.kind])
            case (.refused?, .refused), (.immutable?, _):
                let isMadeAnew = if case .recreate = change.action { true } else { false }
                change.attempted = Ownership.differences(
                    of: isMadeAnew ? resource.asDeclared : resource, live: object, schemas: schemas)
            case (_, .update(let differences)) where heals && previews != nil:
                let owners = Ownership.owners(of: resource, live: object, schemas: schemas)
                if !owners.isEmpty { change.action = .update(Self.naming(owners, in: differences)) }
            default: break
            }
            return change
        }

        private static func naming(_ owners: [FieldOwner], in differences: [FieldDifference]) -> [FieldDifference] {
            let index = FieldOwnerIndex(owners)
            return differences.map { difference in
                var difference = difference
                difference.manager = index.owner(of: difference)?.manager
                return difference
            }
        }

        /// The answer to an apply without a takeover, as it would be after it.
        private func after(_ takeover: Takeover?, _ dryRun: DryRun, _ identity: ResourceIdentity) -> DryRun {
            guard let takeover else { return dryRun }
            func object(_ answer: Value) -> Value { previews?[identity] ?? takeover.predicted(answer) }
            switch dryRun {
            case .result(let predicted): return .result(object(predicted))
            case .conflict(let conflicts, let forced):
                let adopted = live.objects[identity].map {
                    environment.predecessors(of: identity).managers(of: $0)
                }
                // Whoever is taken over owns nothing any more.
                let left = conflicts.filter { adopted?.contains($0.manager) != true }
                if left.isEmpty { return .result(forced.map(object) ?? takeover.merged) }
                return .conflict(left, forced: forced.map(object))
            default: return dryRun
            }
        }

        private func action(for resource: AdmittedResource, object: Value?, dryRun: DryRun?) -> PlannedChange.Action {
            if let reason = live.unknown[resource.identity.groupKind] { return .refused(reason: reason) }
            let schema = schemas[resource.kind]
            if redefined.contains(resource.identity.groupKind) {
                // It is tried again once its definition is there.
                switch (object, dryRun) {
                case (nil, .refused?): return .create
                case (let object?, .refused?), (let object?, .premature?):
                    return .update(Ownership.differences(of: resource, live: object, schemas: comingSchemas))
                default: break
                }
            }
            switch (object, dryRun) {
            case (nil, .refused?) where leaving.obstacle(for: resource.identity) != nil: return .create
            case (let object, .conflict(let conflicts, let forced)?):
                let differences = forced.map { FieldDifference.between(object ?? [:], and: $0, schema: schema) }
                return .conflict(conflicts, differences: differences ?? [])
            case (_, .refused(let reason)?): return .refused(reason: reason)
            case (let object, .immutable(let reason, _)?): return Recreation.action(for: resource, live: object, reason)
            // INVARIANT: only what was not worth a question is unchanged without an answer.
            case (_?, .premature(let reason)?):
                return .refused(
                    reason:
                        "the cluster has it, and answers an apply as if its namespace or kind were not there: \(reason)"
                )
            case (nil, .premature(let reason)?):
                guard let name = MissingNamespace.name(in: reason), !namespaces.contains(name) else { return .create }
                return .refused(reason: MissingNamespace.reason(of: name))
            // Its namespace or kind comes with this very plan: there was nothing to try it on.
            case (nil, _): return .create
            case (_?, nil): return .unchanged
            case (let object?, .result(let predicted)?):
                let differences = FieldDifference.between(object, and: predicted, schema: schema)
                if !differences.isEmpty { return .update(differences) }
                return Ownership.isEqual(object, predicted, schema) ? .unchanged : .adopt
            }
        }
    }
}
