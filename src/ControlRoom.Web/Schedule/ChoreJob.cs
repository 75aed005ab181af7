using ControlRoom.Core.Schedule;
using Quartz;

namespace ControlRoom.Web.Schedule;

/// <summary>The scheduler's way to a chore; its key is the chore's name.</summary>
[DisallowConcurrentExecution]
internal sealed class ChoreJob(ChoreRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        // Refused means that it runs already, started by hand or elsewhere; that is what was wanted.
        await runner.Run(context.JobDetail.Key.Name, cancellationToken);
    }
}
