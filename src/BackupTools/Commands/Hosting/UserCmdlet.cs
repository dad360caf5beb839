using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands.Hosting;

/// <summary>The base of the cmdlets that change users of a server.</summary>
public abstract class UserCmdlet : AsyncCmdlet
{
    /// <summary>
    /// The server: a URI such as postgresql://admin@db1 or mysql://root@db2, a text of PostgreSQL's pairs, or a connection object. Grants are those of
    /// the server and of the database that it names.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ConnectionTransformation]
    public DbConnectionInfo Connection { get; set; } = null!;

    /// <summary>The user and password to connect with, in place of those that the connection has.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Plans a change, asks whether to make it, and makes it.</summary>
    /// <param name="request">The change.</param>
    /// <param name="question">What -Confirm asks.</param>
    private protected void Apply(UserRequest request, string question) =>
        Attempt(() => Apply(request, question, Credentials.Apply(Credential, Connection)));

    /// <summary>The same on another server than the connection's.</summary>
    private protected void Apply(UserRequest request, string question, DbConnectionInfo connection)
    {
        UserPlan plan = Await(work => UserJob.PlanAsync(Components, connection, request, work.Stopping));
        if (!ShouldProcess(() => Describe(plan, connection), question))
            return;
        (DbUser? user, IReadOnlyList<string> warnings) = Await(work => UserJob.RunAsync(Components, connection, plan, work.Stopping));
        foreach (string warning in warnings)
            WriteWarning($"{connection.Display}: {warning}");
        if (user is not null)
            WriteObject(user);
    }

    private static string Describe(UserPlan plan, DbConnectionInfo connection)
    {
        string[] statements = [.. plan.Steps.Select(s => s.Database.Length > 0 ? $"{s.Text}; (in '{s.Database}')" : $"{s.Text};"), .. plan.Warnings];
        return $"Run {Figures.Count(plan.Steps.Count, "statement")} on '{connection.Display}': {string.Join(" ", statements)}";
    }
}
