package cellwise.measure;

import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Shapes10;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.LayerCosts;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.show.Tables;
import cellwise.train.RunReport;
import cellwise.train.Session;

/** What a project that depends on the library writes first; run by environment/test. */
final class FirstSteps {
  private FirstSteps() {}

  public static void main(String[] arguments) throws Exception {
    try (Batches batches = Shapes10.open().train().stream(8, Distortion.training(), 1);
        Network net = CifarNet.build(1)) {
      TotalLoss loss = TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"));
      RunReport report = Session.of(net, loss, GradientDescent.of(step -> 0.1f), batches).run(3);
      System.out.println(report);
      System.out.println(Tables.of(LayerCosts.of(net)));
    }
  }
}
