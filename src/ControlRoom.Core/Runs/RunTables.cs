using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

internal sealed class RunTables : IAreaTables
{
    public IEnumerable<Guard> Guards =>
    [
        Guard.Along("production_runs", "status", Run.Lifecycle),
        Guard.Fixed("production_runs", "pinned", "id", "run_code", "flow_version_id", "site_code", "started_by", "created_at"),
        new("production_runs_step_by_step", "production_runs", GuardOn.Update, "NEW.current_step_index > OLD.current_step_index + 1", "steps are never skipped") { Of = ["current_step_index"] },
        new("production_runs_ended", "production_runs", GuardOn.Update, "OLD.status IN ('COMPLETED', 'ABORTED', 'ARCHIVED') AND NEW.status <> 'ARCHIVED'", "an ended run is read only"),
        new("production_runs_goods_open", "production_runs", GuardOn.Update,
            "NEW.current_step_index > OLD.current_step_index AND EXISTS (SELECT 1 FROM lots l WHERE l.run_id = NEW.id AND l.step_index = OLD.current_step_index AND l.status IN ('CREATED', 'QUARANTINE', 'HOLD'))",
            "a step is not left while one of its lots waits for quality or is on HOLD") { Of = ["current_step_index"] },
        new("production_runs_complete_at_the_end", "production_runs", GuardOn.Update,
            "NEW.status = 'COMPLETED' AND OLD.status <> 'COMPLETED' AND (NEW.current_step_index <> 10 OR EXISTS (SELECT 1 FROM lots l WHERE l.run_id = NEW.id AND l.status IN ('CREATED', 'QUARANTINE')))",
            "a run completes at its last step, when none of its lots waits for quality") { Of = ["status"] },
        Guard.NeverReplaced("production_runs", "a run is never replaced", "run_code"),
        new("production_runs_no_delete", "production_runs", GuardOn.Delete, "OLD.status <> 'IDLE'", "a run that has started is never deleted"),
        new("run_step_executions_no_delete", "run_step_executions", GuardOn.Delete,
            "EXISTS (SELECT 1 FROM production_runs r WHERE r.id = OLD.run_id AND r.status <> 'IDLE')", "a run keeps its eleven steps"),
        Guard.NeverReplaced("run_step_executions", "a run keeps its eleven steps", "run_id, step_index"),
        Guard.Along("run_step_executions", "status", StepExecution.Lifecycle),
        Guard.Fixed("run_step_executions", "pinned", "id", "run_id", "step_index", "node_id"),
    ];

    public void Configure(ModelBuilder model)
    {
        var run = model.Table<Run>("production_runs", t =>
        {
            t.Check("run_code", model.CodeCheck("run_code", [PlantCode.RunPrefix]));
            t.Check("current_step_index", "current_step_index BETWEEN 0 AND 10");
            t.Check("daily_target", "daily_target_grams > 0");
        });
        run.Ignore(r => r.Facts).Ignore(r => r.IsOpen).Ignore(r => r.IsActive);
        run.Property(r => r.RunCode).HasMaxLength(30);
        run.HasIndex(r => r.RunCode).IsUnique();
        run.HasIndex(r => r.Status);
        run.HasIndex(r => r.FlowVersionId);
        run.HasIndex(r => r.CurrentStepIndex);
        run.HasOne<FlowVersion>().WithMany().HasForeignKey(r => r.FlowVersionId);
        run.HasOne<User>().WithMany().HasForeignKey(r => r.StartedBy);
        run.HasMany(r => r.Steps).WithOne().HasForeignKey(s => s.RunId);
        run.Navigation(r => r.Steps).UsePropertyAccessMode(PropertyAccessMode.Field);

        var step = model.Table<StepExecution>("run_step_executions", t => t.Check("step_index", "step_index BETWEEN 0 AND 10"));
        step.Property(s => s.NodeId).HasMaxLength(50);
        step.Property(s => s.Notes).HasMaxLength(500);
        step.HasIndex(s => new { s.RunId, s.StepIndex }).IsUnique();
        step.HasIndex(s => s.Status);
        step.HasOne<User>().WithMany().HasForeignKey(s => s.OperatorId);
    }
}
