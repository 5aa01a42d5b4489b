import PolicyV1

let releaseManagers = Group("release-managers")
let freeze = Calendar("release-freeze", zone: "UTC")

func managers(_ approvals: [Approval], _ revision: String, _ author: Subject) -> Int {
    approvals
        .filter { $0.revision == revision && $0.by != author && $0.by.isMember(of: releaseManagers) }
        .distinct { $0.by }
        .count
}

/// Who may bring a release further: separation of duties, freezes, and a way out for emergencies.
access("promotions", actions: [.promote, .approve, .rollback, .pause, .resume], resources: Application.self) { request in
    permit("managers-approve-and-resume") {
        request.action == .approve || request.action == .resume
        request.subject.isMember(of: releaseManagers)
    }
    permit("two-release-managers") {
        request.environment.name == "production"
        request.subject.isMember(of: releaseManagers)
        managers(request.change.approvals, request.change.revision, request.change.author) >= 2
    }
    permit("developers-before-production") {
        request.environment.name != "production"
        request.subject.isMember(of: Group("developers")) || request.subject.isMember(of: releaseManagers)
    }
    permit("safer-at-once") {
        request.action == .rollback || request.action == .pause
        request.subject.isMember(of: releaseManagers) || request.subject.isMember(of: Group("on-call"))
    }
    permit("break-glass") {
        request.subject.isMember(of: Group("on-call"))
        request.breakGlass?.reason.trimmed().isEmpty == false
        (request.breakGlass?.approvals.filter { $0.by != request.subject }.distinct { $0.by }.count ?? 0) >= 2
    }
    forbid("author-promotes-own-change") {
        request.action == .promote
        request.environment.name == "production"
        request.subject == request.change.author
    }
    forbid("freeze") {
        request.action == .promote
        freeze.covers(request.time)
    } unless: {
        (request.breakGlass?.approvals.filter { $0.by != request.subject }.distinct { $0.by }.count ?? 0) >= 2
    }
}
